# Dock doors, by number. Edited on the Windows machine in the gate house.
locals {
  docks = ["t3.large", "m5.2xlarge"] # 0 left, 1 right
}

resource "aws_instance" "dock" {
  count         = length(local.docks)
  ami           = var.ami
  instance_type = local.docks[count.index]
  subnet_id     = var.subnet_ids[0]

  tags = { Name = "${local.name}-dock-${count.index}" }
}
