conveyor_type = "m5.4xlarge"
scanner_type  = "m5.4xlarge"

stations = {
  packing = { type = "m5.2xlarge", disk_gb = 80 }
  returns = { disk_gb = 80 }
}

halls = {
  north = {
    controller = "c5.2xlarge"
    cameras = [
      { name = "gate", type = "c5.large" },
      { name = "belt", type = "c5.4xlarge" },
    ]
  }
  south = {
    controller = "c5.xlarge"
    cameras    = [{ name = "gate", type = "c5.xlarge" }]
  }
}
