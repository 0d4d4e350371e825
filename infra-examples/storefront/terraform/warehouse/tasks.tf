data "aws_ecr_image" "labels" {
  repository_name = "labels"
  most_recent     = true
}

data "aws_region" "here" {}

resource "aws_ecs_task_definition" "labels" {
  family = "${local.name}-labels"

  container_definitions = jsonencode([
    {
      name      = "labels"
      image     = data.aws_ecr_image.labels.image_uri
      cpu       = 1024
      memory    = 2048
      essential = true
    },
  ])
}

# Copied from the console when the task was made.
resource "aws_ecs_task_definition" "returns" {
  family = "${local.name}-returns"

  container_definitions = <<-JSON
    [
      {
        "name": "returns",
        "image": "${data.aws_ecr_image.labels.image_uri}",
        "cpu": 512,
        "memory": 4096,
        "environment": [{"name": "REGION", "value": "region-${data.aws_region.here.name}"}]
      }
    ]
  JSON
}

resource "aws_ecs_task_definition" "tracking" {
  family = "${local.name}-tracking"

  container_definitions = templatefile("${path.module}/tasks/tracking.json.tftpl", {
    image = data.aws_ecr_image.labels.image_uri
    name  = local.name
  })
}
