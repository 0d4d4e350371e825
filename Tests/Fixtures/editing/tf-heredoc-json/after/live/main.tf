provider "aws" {}

resource "aws_ecs_task_definition" "job" {
  container_definitions = <<-JSON
    [
      { "name": "${local.name}", "memory": 512, "command": ["run", "--memory=2048"] }
    ]
  JSON
}

resource "aws_ecs_task_definition" "old" {
  container_definitions = "[{\"name\": \"old\", \"cpu\": 256}]" # from the console
}

locals { name = "job" }
