"""What a release is made of: one module per output. Each takes the release content and writes files into a folder."""
