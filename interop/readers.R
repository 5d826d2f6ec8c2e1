# Readers for R: our script on base R and on readr, data.table, readxl. Writes what they saw as JSON.

arguments <- commandArgs(TRUE)
release <- arguments[1]
source(file.path(release, "r", "sts_targets.R"))
names_of_types <- c(
  integer = "integer", numeric = "number", logical = "boolean", Date = "date", IDate = "date", POSIXct = "date",
  character = "string"
)

type_of <- function(cells, told) if (!told && all(is.na(cells))) NA else names_of_types[[class(cells)[1]]]

said <- function(table, told = TRUE) {
  table <- as.data.frame(table)
  types <- lapply(table, type_of, told = told)
  dates <- vapply(table, inherits, TRUE, c("Date", "POSIXct"))
  table[dates] <- lapply(table[dates], format, "%Y-%m-%d")
  list(types = types, rows = unname(table))
}

descriptor <- jsonlite::read_json(file.path(release, "datapackage.json"))
resources <- stats::setNames(descriptor$resources, vapply(descriptor$resources, `[[`, "", "name"))

read_datatable <- function(resource) {
  fields <- jsonlite::read_json(file.path(release, resource$schema))$fields
  classes <- c(string = "character", integer = "integer", number = "numeric", boolean = "logical", date = "Date")
  told <- stats::setNames(classes[vapply(fields, `[[`, "", "type")], vapply(fields, `[[`, "", "name"))
  data.table::fread(file.path(release, resource$path), na.strings = "", colClasses = told, encoding = "UTF-8")
}

read_sheet <- function(resource) {
  readxl::read_excel(file.path(release, "sts-targets.xlsx"), resource$name, guess_max = 1e5, trim_ws = FALSE)
}

seen <- list(
  "CSV: R, base" = lapply(read_sts_targets(release, readr = FALSE), said),
  "CSV: R, readr" = lapply(read_sts_targets(release, readr = TRUE), said),
  "CSV: R, data.table" = lapply(resources, function(resource) said(read_datatable(resource))),
  "XLSX: R, readxl" = lapply(resources, function(resource) said(read_sheet(resource), told = FALSE))
)
json <- jsonlite::toJSON(seen, dataframe = "values", na = "null", auto_unbox = TRUE, digits = I(17))
writeLines(json, file(arguments[2], encoding = "UTF-8"), useBytes = TRUE)
