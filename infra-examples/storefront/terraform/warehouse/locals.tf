locals {
  name = "warehouse"

  tags = {
    Team      = "logistics"
    ManagedBy = "terraform"
  }

  receiving_type = "m5.2xlarge" # goods in; two scanners at the dock

  # lookup, try, coalesce: who has no size of its own gets the small one.
  sizes = {
    sorter = "c5.4xlarge"
    scale  = { type = "m5.2xlarge", disk_gb = 100 }
  }
  small = "t3.medium"

  fleet    = yamldecode(file("${path.module}/fleet.yaml"))
  machines = yamldecode(templatefile("${path.module}/machines.yaml.tftpl", { site = local.name }))

  # Every line runs in every hall, with the same size of picker.
  pickers = { for pair in setproduct(keys(var.halls), keys(local.picker_types)) :
    "${pair[0]}-${pair[1]}" => { hall = pair[0], line = pair[1] }
  }
  picker_types = {
    small = "c5.xlarge"
    bulky = "c5.4xlarge"
  }

  cameras = flatten([
    for hall, setup in var.halls : [
      for camera in setup.cameras : { key = "${hall}-${camera.name}", type = camera.type }
    ]
  ])

  # One launch template for each type that some agent has.
  agents = [
    { name = "inventory", type = "c5.2xlarge" },
    { name = "audit", type = "c5.large" },
  ]
}
