terraform {
  source = "../../modules/app"
}

inputs = {
  workers = 3
}

generate "tfvars" {
  path      = "x.auto.tfvars"
  if_exists = "overwrite"
  contents  = "size = \"t3.large\"\n"
}
