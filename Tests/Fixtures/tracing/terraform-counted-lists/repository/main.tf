terraform {}

variable "zones" {
  default = ["a", "b"]
}

variable "none" {
  default = []
}

locals {
  sizes  = { small = 1, large = 2 }
  topics = [aws_sns_topic.one.arn]
}

resource "aws_sns_topic" "one" {}

resource "aws_subnet" "private" {
  count      = length(var.zones)
  cidr_block = "10.0.${count.index}.0/24"
}

resource "aws_iam_role_policy" "topics" {
  count = length(local.topics)
}

resource "aws_ecs_service" "web" {
  desired_count = max(length(keys(local.sizes)), 1)
}

resource "aws_ecs_service" "spare" {
  desired_count = length(var.none)
}

module "m" {
  source = "./m"
  rules = [
    { port = aws_sns_topic.one.id },
    { port = aws_sns_topic.one.name },
  ]
}
