terraform {
  source = "../../modules/app"

  extra_arguments "v" {
    commands  = ["plan", "apply"]
    arguments = split(" ", get_env("ARGUMENTS"))
  }
}
