terraform {
  source = "../../modules/web"
}

locals {
  zone = "a"
}

generate "extra" {
  path      = "extra.tf"
  if_exists = "overwrite"
  contents  = <<-EOT
    variable "disk" {
      default = 40
    }
    resource "aws_ebs_volume" "data" {
      availability_zone = "${local.zone}"
      size              = var.disk
    }
  EOT
}

generate "quoted" {
  path      = "quoted.tf"
  if_exists = "overwrite"
  contents  = "module \"cache\" {\n  source = \"./cache\"\n}\n"
}

inputs = {
  size = get_env("WEB_SIZE", "m5.large")
}
