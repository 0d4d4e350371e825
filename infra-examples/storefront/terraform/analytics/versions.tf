terraform {
  required_version = ">= 1.9"

  # One workspace per environment; CI selects it:
  #   terraform workspace select prod && terraform plan -var-file=env/prod.tfvars
  backend "s3" {
    bucket = "storefront-logistics-state"
    key    = "analytics.tfstate"
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
  region = var.region
}
