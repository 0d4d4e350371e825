terraform {
  source = "git::https://example.com/modules.git//app?ref=v1.0.0"

  extra_arguments "v" {
    commands  = ["plan", "apply"]
    arguments = ["-var", "instance_type=t3.large"]
  }
}

inputs = {
  instance_type = "t3.micro"
  desired_count = 3
}
