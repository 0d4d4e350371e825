terraform {
  source = "../../modules/over"
}

generate "o" {
  path      = "zz_override.tf"
  if_exists = "overwrite"
  contents  = "variable \"size\" { default = \"${get_env("SIZE")}\" }"
}
