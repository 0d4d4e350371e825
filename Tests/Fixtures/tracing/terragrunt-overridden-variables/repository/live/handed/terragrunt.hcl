terraform {
  source = "../../modules/app"

  extra_arguments "v" {
    commands  = ["plan", "apply"]
    arguments = ["-var-file=${get_terragrunt_dir()}/x.tfvars"]
  }
}
