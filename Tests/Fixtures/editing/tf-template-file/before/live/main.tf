provider "aws" {}

data "aws_ecr_image" "job" {}

locals {
  machines = yamldecode(templatefile("${path.module}/machines.yaml.tftpl", { site = "north" }))
}

resource "aws_instance" "web" {
  instance_type = local.machines.web.type
}

resource "aws_ecs_task_definition" "job" {
  container_definitions = templatefile("${path.module}/task.json.tftpl", { name = "job" })
}
