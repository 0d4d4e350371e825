terraform {
  source = "../../modules/app"

  extra_arguments "v" {
    commands  = ["plan", "apply"]
    arguments = ["-var", "size=t3.large"]
  }
}
