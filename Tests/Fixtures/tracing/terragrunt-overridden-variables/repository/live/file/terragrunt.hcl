terraform {
  source = "../../modules/app"
}

generate "tfvars" {
  path      = "terraform.tfvars"
  if_exists = "overwrite"
  contents  = file("prod.vars")
}
