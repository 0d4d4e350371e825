terraform {
  source = "../../modules/app"

  extra_arguments "v" {
    commands  = ["init"]
    arguments = ["-var", "size=t3.large"]
  }
}
