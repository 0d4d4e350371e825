inputs = {
  env = "prod"
}

generate "variables" {
  path      = "common_variables.tf"
  if_exists = "overwrite"
  contents  = file("./common/variables.tf")
}

generate "limits" {
  path      = "limits.tf"
  if_exists = "overwrite"
  contents  = templatefile("${get_parent_terragrunt_dir()}/common/limits.tftpl", { days = 400 })
}
