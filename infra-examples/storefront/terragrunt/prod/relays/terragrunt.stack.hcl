unit "north" {
  source = "${get_repo_root()}/terragrunt/units/relay"
  path   = "north"

  values = {
    partner       = "north"
    instance_type = "c5.2xlarge"
  }
}

unit "south" {
  source = "${get_repo_root()}/terragrunt/units/relay"
  path   = "south"

  values = {
    partner       = "south"
    instance_type = "c5.large"
  }
}
