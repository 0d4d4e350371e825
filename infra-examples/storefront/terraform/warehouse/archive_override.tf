# For the inventory count in January 2026. Remove afterwards.
resource "aws_instance" "archive" {
  instance_type = "r5.2xlarge"
}
