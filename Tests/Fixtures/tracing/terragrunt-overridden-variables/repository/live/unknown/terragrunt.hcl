terraform {
  source = "../../modules/app"
}

generate "tfvars" {
  path      = "terragrunt.auto.tfvars"
  if_exists = "overwrite"
  contents  = <<-EOF
  %{for name, value in yamldecode(get_env("VALUES"))}
  ${name} = "${value}"
  %{endfor}
EOF
}
