terraform {
  source = "../../modules/app"

  before_hook "values" {
    commands = ["plan", "apply"]
    execute  = ["sh", "-c", "echo 'size = \"t3.large\"' > terraform.tfvars"]
  }
}
