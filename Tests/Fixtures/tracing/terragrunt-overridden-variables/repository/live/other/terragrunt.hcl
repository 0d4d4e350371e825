terraform {
  source = "../../modules/whole"
}

generate "main" {
  path      = "main.tf"
  if_exists = "overwrite"
  contents  = run_cmd("./main.sh")
}
