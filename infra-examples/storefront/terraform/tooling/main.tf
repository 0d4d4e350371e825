# Machines of the company's own tooling account. One environment, so no variable files.

terraform {
  required_version = ">= 1.9"

  backend "s3" {
    bucket = "storefront-terraform-state"
    key    = "tooling.tfstate"
    region = "eu-central-1"
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

/* The build machine was bought for the monolith.
   Since the split, builds run on hosted runners and only the nightly import is left. */
resource "aws_instance" "runner" {
  ami           = "ami-0c1f2a3b4d5e6f708"
  instance_type = "c5.4xlarge"  # 16 vCPU, 32 GiB
  subnet_id     = var.subnet_id # tooling VPC, private
  monitoring    = true          # five-minute metrics are too coarse for builds

  tags = {
    Name  = "storefront-runner"
    Owner = "team-platform"
  }
}

resource "aws_instance" "bastion" {
  ami           = "ami-0c1f2a3b4d5e6f708"
  instance_type = "t3.micro"
  subnet_id     = var.subnet_id

  tags = {
    Name  = "storefront-bastion"
    Owner = "team-platform"
  }
}
