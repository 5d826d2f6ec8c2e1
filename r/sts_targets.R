# Reads a release of sts-targets into R: every table a data frame with the types of its schema, missing cells NA.
#
#   source("sts_targets.R")
#   tables <- read_sts_targets("sts-targets-1.0.0.zip")
#   tables$evidence_flat[tables$evidence_flat$endpoint == "PFS", c("subtype", "regimen", "value", "unit")]
#
# Needs the package jsonlite. readr is used where it is installed, which is faster; the result is the same.

#' Read the tables of a release.
#'
#' @param path A release folder or archive, or a checkout of the repository.
#' @param tables Names of the tables to read; by default all.
#' @param readr Whether to read with readr.
#' @return A named list of data frames. Columns are integer, double, logical, Date or character as the schema says;
#'   identifiers stay text, with their leading zeros.
#' @details Stops when there is no package at `path`, a table is not in it, or a cell does not have its type.
read_sts_targets <- function(path, tables = NULL, readr = requireNamespace("readr", quietly = TRUE)) {
  if (!file.exists(path)) stop(path, " does not exist. Repair: name a release folder or archive.", call. = FALSE)
  if (!dir.exists(path)) {
    place <- tempfile("sts-")
    on.exit(unlink(place, recursive = TRUE))
    utils::unzip(path, exdir = place)
    path <- dirname(sts_descriptor(place, path))
  }
  descriptor <- jsonlite::read_json(sts_descriptor(path, path))
  resources <- stats::setNames(descriptor$resources, vapply(descriptor$resources, `[[`, "", "name"))
  wanted <- if (is.null(tables)) names(resources) else tables
  if (length(unknown <- setdiff(wanted, names(resources)))) {
    stop("no table ", unknown[1], "; there are ", toString(names(resources)), call. = FALSE)
  }
  read <- if (readr) sts_read_readr else sts_read_base
  lapply(resources[wanted], function(resource) sts_read_table(path, resource, read))
}

# The descriptor nearest to the top of a folder: the one of the CSV files, not the one of Parquet.
sts_descriptor <- function(folder, named) {
  found <- list.files(folder, "^datapackage\\.json$", recursive = TRUE, full.names = TRUE)
  if (!length(found)) stop(named, " holds no datapackage.json. Repair: name a release.", call. = FALSE)
  found[order(nchar(found))][1]
}

sts_read_table <- function(folder, resource, read) {
  schema <- jsonlite::read_json(file.path(folder, resource$schema))
  types <- stats::setNames(vapply(schema$fields, `[[`, "", "type"), vapply(schema$fields, `[[`, "", "name"))
  table <- read(file.path(folder, resource$path), types)
  if (!identical(names(table), names(types))) {
    stop(resource$path, ": the columns are not those of ", resource$schema, call. = FALSE)
  }
  table
}

sts_read_readr <- function(file, types) {
  column <- list(
    integer = readr::col_integer(), number = readr::col_double(), boolean = readr::col_logical(),
    date = readr::col_date(), string = readr::col_character()
  )
  table <- suppressWarnings(readr::read_csv(
    file, col_types = do.call(readr::cols, lapply(types, function(type) column[[type]])),
    na = "", trim_ws = FALSE, progress = FALSE
  ))
  if (nrow(broken <- readr::problems(table))) {
    stop(file, ":", broken$row[1], " ", broken$actual[1], " is not ", broken$expected[1], call. = FALSE)
  }
  as.data.frame(table)[seq_along(table)]
}

sts_read_base <- function(file, types) {
  table <- utils::read.csv(
    file, colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8", strip.white = FALSE
  )
  cast <- list(
    integer = as.integer, number = as.numeric, boolean = function(cells) c(true = TRUE, false = FALSE)[cells],
    date = function(cells) as.Date(cells, "%Y-%m-%d"), string = identity
  )
  for (name in intersect(names(types), names(table))) {
    cells <- suppressWarnings(unname(cast[[types[[name]]]](table[[name]])))
    if (any(broken <- is.na(cells) & !is.na(table[[name]]))) {
      stop(file, ":", which(broken)[1] + 1, " ", table[[name]][broken][1], " is not ", types[[name]], call. = FALSE)
    }
    table[[name]] <- cells
  }
  table
}
