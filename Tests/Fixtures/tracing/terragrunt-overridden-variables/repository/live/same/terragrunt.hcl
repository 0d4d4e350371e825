terraform {
  source = "../../modules/same"
}

generate "settings" {
  path      = "settings.tf"
  if_exists = "overwrite_terragrunt"
  contents  = file("../../modules/same/settings.tf")
}
