// Written by scripts/embed from catalogue/; change those and run it again.

// swift-format-ignore-file

/// The catalogue that the program carries.
enum ShippedCatalogue {
    /// File name → text.
    static let files: [String: String] = [
        "amazon-ec2.yaml": """
        # Machines of Amazon EC2: what each type has. network in Gbit/s, disk (EBS) in Mbit/s and operations a second: [for ever, in bursts].
        # baseline: the share of each processor that may be used for ever. Families with disks of their own are left out: stopping them loses data.
        version: 1
        source: "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html and https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html; numbers in the form of DescribeInstanceTypes"
        read: 2026-11-21
        families:
          - family: t2
            service: ec2
            architecture: x86_64
            generation: 2
            sizes:
              t2.nano: { vcpu: 1, memoryGiB: 0.5, baseline: 0.05, network: [0.032, 0.512] }
              t2.micro: { vcpu: 1, memoryGiB: 1, baseline: 0.1, network: [0.064, 1.024] }
              t2.small: { vcpu: 1, memoryGiB: 2, baseline: 0.2, network: [0.128, 1.024] }
              t2.medium: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 1.024] }
              t2.large: { vcpu: 2, memoryGiB: 8, baseline: 0.3, network: [0.512, 1.024] }
              t2.xlarge: { vcpu: 4, memoryGiB: 16, baseline: 0.225, network: [0.75, 1.024] }
              t2.2xlarge: { vcpu: 8, memoryGiB: 32, baseline: 0.16875, network: [1, 1.024] }
          - family: t3
            service: ec2
            architecture: x86_64
            generation: 3
            sizes:
              t3.nano: { vcpu: 2, memoryGiB: 0.5, baseline: 0.05, network: [0.032, 5], disk: [43, 2085], iops: [250, 11800] }
              t3.micro: { vcpu: 2, memoryGiB: 1, baseline: 0.1, network: [0.064, 5], disk: [87, 2085], iops: [500, 11800] }
              t3.small: { vcpu: 2, memoryGiB: 2, baseline: 0.2, network: [0.128, 5], disk: [174, 2085], iops: [1000, 11800] }
              t3.medium: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 5], disk: [347, 2085], iops: [2000, 11800] }
              t3.large: { vcpu: 2, memoryGiB: 8, baseline: 0.3, network: [0.512, 5], disk: [695, 2780], iops: [4000, 15700] }
              t3.xlarge: { vcpu: 4, memoryGiB: 16, baseline: 0.4, network: [1.024, 5], disk: [695, 2780], iops: [4000, 15700] }
              t3.2xlarge: { vcpu: 8, memoryGiB: 32, baseline: 0.4, network: [2.048, 5], disk: [695, 2780], iops: [4000, 15700] }
          - family: t3a
            service: ec2
            architecture: x86_64
            generation: 3
            sizes:
              t3a.nano: { vcpu: 2, memoryGiB: 0.5, baseline: 0.05, network: [0.032, 5], disk: [45, 2085], iops: [250, 11800] }
              t3a.micro: { vcpu: 2, memoryGiB: 1, baseline: 0.1, network: [0.064, 5], disk: [90, 2085], iops: [500, 11800] }
              t3a.small: { vcpu: 2, memoryGiB: 2, baseline: 0.2, network: [0.128, 5], disk: [175, 2085], iops: [1000, 11800] }
              t3a.medium: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 5], disk: [350, 2085], iops: [2000, 11800] }
              t3a.large: { vcpu: 2, memoryGiB: 8, baseline: 0.3, network: [0.512, 5], disk: [695, 2780], iops: [4000, 15700] }
              t3a.xlarge: { vcpu: 4, memoryGiB: 16, baseline: 0.4, network: [1.024, 5], disk: [695, 2780], iops: [4000, 15700] }
              t3a.2xlarge: { vcpu: 8, memoryGiB: 32, baseline: 0.4, network: [2.048, 5], disk: [695, 2780], iops: [4000, 15700] }
          - family: t4g
            service: ec2
            architecture: arm64
            generation: 4
            sizes:
              t4g.nano: { vcpu: 2, memoryGiB: 0.5, baseline: 0.05, network: [0.032, 5], disk: [43, 2085], iops: [250, 11800] }
              t4g.micro: { vcpu: 2, memoryGiB: 1, baseline: 0.1, network: [0.064, 5], disk: [87, 2085], iops: [500, 11800] }
              t4g.small: { vcpu: 2, memoryGiB: 2, baseline: 0.2, network: [0.128, 5], disk: [174, 2085], iops: [1000, 11800] }
              t4g.medium: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 5], disk: [347, 2085], iops: [2000, 11800] }
              t4g.large: { vcpu: 2, memoryGiB: 8, baseline: 0.3, network: [0.512, 5], disk: [695, 2780], iops: [4000, 15700] }
              t4g.xlarge: { vcpu: 4, memoryGiB: 16, baseline: 0.4, network: [1.024, 5], disk: [695, 2780], iops: [4000, 15700] }
              t4g.2xlarge: { vcpu: 8, memoryGiB: 32, baseline: 0.4, network: [2.048, 5], disk: [695, 2780], iops: [4000, 15700] }
          - family: m4
            service: ec2
            architecture: x86_64
            generation: 4
            sizes:
              m4.large: { vcpu: 2, memoryGiB: 8, network: [0.45, 1.2], disk: [450, 450], iops: [3600, 3600] }
              m4.xlarge: { vcpu: 4, memoryGiB: 16, network: [0.75, 2.8], disk: [750, 750], iops: [6000, 6000] }
              m4.2xlarge: { vcpu: 8, memoryGiB: 32, network: [1, 10], disk: [1000, 1000], iops: [8000, 8000] }
              m4.4xlarge: { vcpu: 16, memoryGiB: 64, network: [2, 10], disk: [2000, 2000], iops: [16000, 16000] }
              m4.10xlarge: { vcpu: 40, memoryGiB: 160, network: [10, 10], disk: [4000, 4000], iops: [32000, 32000] }
              m4.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [10000, 10000], iops: [65000, 65000] }
          - family: m5
            service: ec2
            architecture: x86_64
            generation: 5
            sizes:
              m5.large: { vcpu: 2, memoryGiB: 8, network: [0.75, 10], disk: [650, 4750], iops: [3600, 18750] }
              m5.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 18750] }
              m5.2xlarge: { vcpu: 8, memoryGiB: 32, network: [2.5, 10], disk: [2300, 4750], iops: [12000, 18750] }
              m5.4xlarge: { vcpu: 16, memoryGiB: 64, network: [5, 10], disk: [4750, 4750], iops: [18750, 18750] }
              m5.8xlarge: { vcpu: 32, memoryGiB: 128, network: [10, 10], disk: [6800, 6800], iops: [30000, 30000] }
              m5.12xlarge: { vcpu: 48, memoryGiB: 192, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              m5.16xlarge: { vcpu: 64, memoryGiB: 256, network: [20, 20], disk: [13600, 13600], iops: [60000, 60000] }
              m5.24xlarge: { vcpu: 96, memoryGiB: 384, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: m5a
            service: ec2
            architecture: x86_64
            generation: 5
            sizes:
              m5a.large: { vcpu: 2, memoryGiB: 8, network: [0.75, 10], disk: [650, 2880], iops: [3600, 16000] }
              m5a.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.25, 10], disk: [1085, 2880], iops: [6000, 16000] }
              m5a.2xlarge: { vcpu: 8, memoryGiB: 32, network: [2.5, 10], disk: [1580, 2880], iops: [8333, 16000] }
              m5a.4xlarge: { vcpu: 16, memoryGiB: 64, network: [5, 10], disk: [2880, 2880], iops: [16000, 16000] }
              m5a.8xlarge: { vcpu: 32, memoryGiB: 128, network: [7.5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              m5a.12xlarge: { vcpu: 48, memoryGiB: 192, network: [10, 10], disk: [6780, 6780], iops: [30000, 30000] }
              m5a.16xlarge: { vcpu: 64, memoryGiB: 256, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              m5a.24xlarge: { vcpu: 96, memoryGiB: 384, network: [20, 20], disk: [13750, 13750], iops: [60000, 60000] }
          - family: m6i
            service: ec2
            architecture: x86_64
            generation: 6
            sizes:
              m6i.large: { vcpu: 2, memoryGiB: 8, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              m6i.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              m6i.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              m6i.4xlarge: { vcpu: 16, memoryGiB: 64, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              m6i.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              m6i.12xlarge: { vcpu: 48, memoryGiB: 192, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              m6i.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              m6i.24xlarge: { vcpu: 96, memoryGiB: 384, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              m6i.32xlarge: { vcpu: 128, memoryGiB: 512, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
          - family: m6a
            service: ec2
            architecture: x86_64
            generation: 6
            sizes:
              m6a.large: { vcpu: 2, memoryGiB: 8, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              m6a.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              m6a.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              m6a.4xlarge: { vcpu: 16, memoryGiB: 64, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              m6a.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              m6a.12xlarge: { vcpu: 48, memoryGiB: 192, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              m6a.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              m6a.24xlarge: { vcpu: 96, memoryGiB: 384, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              m6a.32xlarge: { vcpu: 128, memoryGiB: 512, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
              m6a.48xlarge: { vcpu: 192, memoryGiB: 768, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: m6g
            service: ec2
            architecture: arm64
            generation: 6
            sizes:
              m6g.medium: { vcpu: 1, memoryGiB: 4, network: [0.5, 10], disk: [315, 4750], iops: [2500, 20000] }
              m6g.large: { vcpu: 2, memoryGiB: 8, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              m6g.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              m6g.2xlarge: { vcpu: 8, memoryGiB: 32, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              m6g.4xlarge: { vcpu: 16, memoryGiB: 64, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              m6g.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              m6g.12xlarge: { vcpu: 48, memoryGiB: 192, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
              m6g.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: m7i
            service: ec2
            architecture: x86_64
            generation: 7
            sizes:
              m7i.large: { vcpu: 2, memoryGiB: 8, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              m7i.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              m7i.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              m7i.4xlarge: { vcpu: 16, memoryGiB: 64, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              m7i.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              m7i.12xlarge: { vcpu: 48, memoryGiB: 192, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              m7i.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              m7i.24xlarge: { vcpu: 96, memoryGiB: 384, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              m7i.48xlarge: { vcpu: 192, memoryGiB: 768, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: m7a
            service: ec2
            architecture: x86_64
            generation: 7
            sizes:
              m7a.medium: { vcpu: 1, memoryGiB: 4, network: [0.39, 12.5], disk: [325, 10000], iops: [2500, 40000] }
              m7a.large: { vcpu: 2, memoryGiB: 8, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              m7a.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              m7a.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              m7a.4xlarge: { vcpu: 16, memoryGiB: 64, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              m7a.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              m7a.12xlarge: { vcpu: 48, memoryGiB: 192, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              m7a.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              m7a.24xlarge: { vcpu: 96, memoryGiB: 384, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              m7a.32xlarge: { vcpu: 128, memoryGiB: 512, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
              m7a.48xlarge: { vcpu: 192, memoryGiB: 768, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: m7g
            service: ec2
            architecture: arm64
            generation: 7
            sizes:
              m7g.medium: { vcpu: 1, memoryGiB: 4, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              m7g.large: { vcpu: 2, memoryGiB: 8, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              m7g.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              m7g.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              m7g.4xlarge: { vcpu: 16, memoryGiB: 64, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              m7g.8xlarge: { vcpu: 32, memoryGiB: 128, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              m7g.12xlarge: { vcpu: 48, memoryGiB: 192, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              m7g.16xlarge: { vcpu: 64, memoryGiB: 256, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
          - family: m8g
            service: ec2
            architecture: arm64
            generation: 8
            sizes:
              m8g.medium: { vcpu: 1, memoryGiB: 4, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              m8g.large: { vcpu: 2, memoryGiB: 8, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              m8g.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.875, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              m8g.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              m8g.4xlarge: { vcpu: 16, memoryGiB: 64, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              m8g.8xlarge: { vcpu: 32, memoryGiB: 128, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              m8g.12xlarge: { vcpu: 48, memoryGiB: 192, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              m8g.16xlarge: { vcpu: 64, memoryGiB: 256, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
              m8g.24xlarge: { vcpu: 96, memoryGiB: 384, network: [40, 40], disk: [30000, 30000], iops: [120000, 120000] }
              m8g.48xlarge: { vcpu: 192, memoryGiB: 768, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: c4
            service: ec2
            architecture: x86_64
            generation: 4
            sizes:
              c4.large: { vcpu: 2, memoryGiB: 3.75, network: [0.625, 1.2], disk: [500, 500], iops: [4000, 4000] }
              c4.xlarge: { vcpu: 4, memoryGiB: 7.5, network: [1.25, 2.8], disk: [750, 750], iops: [6000, 6000] }
              c4.2xlarge: { vcpu: 8, memoryGiB: 15, network: [2.5, 10], disk: [1000, 1000], iops: [8000, 8000] }
              c4.4xlarge: { vcpu: 16, memoryGiB: 30, network: [5, 10], disk: [2000, 2000], iops: [16000, 16000] }
              c4.8xlarge: { vcpu: 36, memoryGiB: 60, network: [10, 10], disk: [4000, 4000], iops: [32000, 32000] }
          - family: c5
            service: ec2
            architecture: x86_64
            generation: 5
            sizes:
              c5.large: { vcpu: 2, memoryGiB: 4, network: [0.75, 10], disk: [650, 4750], iops: [4000, 20000] }
              c5.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 20000] }
              c5.2xlarge: { vcpu: 8, memoryGiB: 16, network: [2.5, 10], disk: [2300, 4750], iops: [10000, 20000] }
              c5.4xlarge: { vcpu: 16, memoryGiB: 32, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              c5.9xlarge: { vcpu: 36, memoryGiB: 72, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              c5.12xlarge: { vcpu: 48, memoryGiB: 96, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              c5.18xlarge: { vcpu: 72, memoryGiB: 144, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
              c5.24xlarge: { vcpu: 96, memoryGiB: 192, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: c5a
            service: ec2
            architecture: x86_64
            generation: 5
            sizes:
              c5a.large: { vcpu: 2, memoryGiB: 4, network: [0.75, 10], disk: [200, 3170], iops: [800, 13300] }
              c5a.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.25, 10], disk: [400, 3170], iops: [1600, 13300] }
              c5a.2xlarge: { vcpu: 8, memoryGiB: 16, network: [2.5, 10], disk: [800, 3170], iops: [3200, 13300] }
              c5a.4xlarge: { vcpu: 16, memoryGiB: 32, network: [5, 10], disk: [1580, 3170], iops: [6600, 13300] }
              c5a.8xlarge: { vcpu: 32, memoryGiB: 64, network: [10, 10], disk: [3170, 3170], iops: [13300, 13300] }
              c5a.12xlarge: { vcpu: 48, memoryGiB: 96, network: [12, 12], disk: [4750, 4750], iops: [20000, 20000] }
              c5a.16xlarge: { vcpu: 64, memoryGiB: 128, network: [20, 20], disk: [6300, 6300], iops: [26700, 26700] }
              c5a.24xlarge: { vcpu: 96, memoryGiB: 192, network: [20, 20], disk: [9500, 9500], iops: [40000, 40000] }
          - family: c6i
            service: ec2
            architecture: x86_64
            generation: 6
            sizes:
              c6i.large: { vcpu: 2, memoryGiB: 4, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              c6i.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              c6i.2xlarge: { vcpu: 8, memoryGiB: 16, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              c6i.4xlarge: { vcpu: 16, memoryGiB: 32, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              c6i.8xlarge: { vcpu: 32, memoryGiB: 64, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              c6i.12xlarge: { vcpu: 48, memoryGiB: 96, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              c6i.16xlarge: { vcpu: 64, memoryGiB: 128, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              c6i.24xlarge: { vcpu: 96, memoryGiB: 192, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              c6i.32xlarge: { vcpu: 128, memoryGiB: 256, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
          - family: c6a
            service: ec2
            architecture: x86_64
            generation: 6
            sizes:
              c6a.large: { vcpu: 2, memoryGiB: 4, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              c6a.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              c6a.2xlarge: { vcpu: 8, memoryGiB: 16, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              c6a.4xlarge: { vcpu: 16, memoryGiB: 32, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              c6a.8xlarge: { vcpu: 32, memoryGiB: 64, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              c6a.12xlarge: { vcpu: 48, memoryGiB: 96, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              c6a.16xlarge: { vcpu: 64, memoryGiB: 128, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              c6a.24xlarge: { vcpu: 96, memoryGiB: 192, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              c6a.32xlarge: { vcpu: 128, memoryGiB: 256, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
              c6a.48xlarge: { vcpu: 192, memoryGiB: 384, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: c6g
            service: ec2
            architecture: arm64
            generation: 6
            sizes:
              c6g.medium: { vcpu: 1, memoryGiB: 2, network: [0.5, 10], disk: [315, 4750], iops: [2500, 20000] }
              c6g.large: { vcpu: 2, memoryGiB: 4, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              c6g.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              c6g.2xlarge: { vcpu: 8, memoryGiB: 16, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              c6g.4xlarge: { vcpu: 16, memoryGiB: 32, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              c6g.8xlarge: { vcpu: 32, memoryGiB: 64, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              c6g.12xlarge: { vcpu: 48, memoryGiB: 96, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
              c6g.16xlarge: { vcpu: 64, memoryGiB: 128, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: c7i
            service: ec2
            architecture: x86_64
            generation: 7
            sizes:
              c7i.large: { vcpu: 2, memoryGiB: 4, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              c7i.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              c7i.2xlarge: { vcpu: 8, memoryGiB: 16, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              c7i.4xlarge: { vcpu: 16, memoryGiB: 32, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              c7i.8xlarge: { vcpu: 32, memoryGiB: 64, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              c7i.12xlarge: { vcpu: 48, memoryGiB: 96, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              c7i.16xlarge: { vcpu: 64, memoryGiB: 128, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              c7i.24xlarge: { vcpu: 96, memoryGiB: 192, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              c7i.48xlarge: { vcpu: 192, memoryGiB: 384, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: c7a
            service: ec2
            architecture: x86_64
            generation: 7
            sizes:
              c7a.medium: { vcpu: 1, memoryGiB: 2, network: [0.39, 12.5], disk: [325, 10000], iops: [2500, 40000] }
              c7a.large: { vcpu: 2, memoryGiB: 4, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              c7a.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              c7a.2xlarge: { vcpu: 8, memoryGiB: 16, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              c7a.4xlarge: { vcpu: 16, memoryGiB: 32, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              c7a.8xlarge: { vcpu: 32, memoryGiB: 64, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              c7a.12xlarge: { vcpu: 48, memoryGiB: 96, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              c7a.16xlarge: { vcpu: 64, memoryGiB: 128, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              c7a.24xlarge: { vcpu: 96, memoryGiB: 192, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              c7a.32xlarge: { vcpu: 128, memoryGiB: 256, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
              c7a.48xlarge: { vcpu: 192, memoryGiB: 384, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: c7g
            service: ec2
            architecture: arm64
            generation: 7
            sizes:
              c7g.medium: { vcpu: 1, memoryGiB: 2, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              c7g.large: { vcpu: 2, memoryGiB: 4, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              c7g.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              c7g.2xlarge: { vcpu: 8, memoryGiB: 16, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              c7g.4xlarge: { vcpu: 16, memoryGiB: 32, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              c7g.8xlarge: { vcpu: 32, memoryGiB: 64, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              c7g.12xlarge: { vcpu: 48, memoryGiB: 96, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              c7g.16xlarge: { vcpu: 64, memoryGiB: 128, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
          - family: c8g
            service: ec2
            architecture: arm64
            generation: 8
            sizes:
              c8g.medium: { vcpu: 1, memoryGiB: 2, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              c8g.large: { vcpu: 2, memoryGiB: 4, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              c8g.xlarge: { vcpu: 4, memoryGiB: 8, network: [1.875, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              c8g.2xlarge: { vcpu: 8, memoryGiB: 16, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              c8g.4xlarge: { vcpu: 16, memoryGiB: 32, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              c8g.8xlarge: { vcpu: 32, memoryGiB: 64, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              c8g.12xlarge: { vcpu: 48, memoryGiB: 96, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              c8g.16xlarge: { vcpu: 64, memoryGiB: 128, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
              c8g.24xlarge: { vcpu: 96, memoryGiB: 192, network: [40, 40], disk: [30000, 30000], iops: [120000, 120000] }
              c8g.48xlarge: { vcpu: 192, memoryGiB: 384, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: r4
            service: ec2
            architecture: x86_64
            generation: 4
            sizes:
              r4.large: { vcpu: 2, memoryGiB: 15.25, network: [0.75, 10], disk: [425, 425], iops: [3000, 3000] }
              r4.xlarge: { vcpu: 4, memoryGiB: 30.5, network: [1.25, 10], disk: [850, 850], iops: [6000, 6000] }
              r4.2xlarge: { vcpu: 8, memoryGiB: 61, network: [2.5, 10], disk: [1700, 1700], iops: [12000, 12000] }
              r4.4xlarge: { vcpu: 16, memoryGiB: 122, network: [5, 10], disk: [3500, 3500], iops: [18750, 18750] }
              r4.8xlarge: { vcpu: 32, memoryGiB: 244, network: [12, 12], disk: [7000, 7000], iops: [37500, 37500] }
              r4.16xlarge: { vcpu: 64, memoryGiB: 488, network: [25, 25], disk: [14000, 14000], iops: [75000, 75000] }
          - family: r5
            service: ec2
            architecture: x86_64
            generation: 5
            sizes:
              r5.large: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [650, 4750], iops: [3600, 18750] }
              r5.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 18750] }
              r5.2xlarge: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [2300, 4750], iops: [12000, 18750] }
              r5.4xlarge: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [4750, 4750], iops: [18750, 18750] }
              r5.8xlarge: { vcpu: 32, memoryGiB: 256, network: [10, 10], disk: [6800, 6800], iops: [30000, 30000] }
              r5.12xlarge: { vcpu: 48, memoryGiB: 384, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              r5.16xlarge: { vcpu: 64, memoryGiB: 512, network: [20, 20], disk: [13600, 13600], iops: [60000, 60000] }
              r5.24xlarge: { vcpu: 96, memoryGiB: 768, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: r5a
            service: ec2
            architecture: x86_64
            generation: 5
            sizes:
              r5a.large: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [650, 2880], iops: [3600, 16000] }
              r5a.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [1085, 2880], iops: [6000, 16000] }
              r5a.2xlarge: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [1580, 2880], iops: [8333, 16000] }
              r5a.4xlarge: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [2880, 2880], iops: [16000, 16000] }
              r5a.8xlarge: { vcpu: 32, memoryGiB: 256, network: [7.5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              r5a.12xlarge: { vcpu: 48, memoryGiB: 384, network: [10, 10], disk: [6780, 6780], iops: [30000, 30000] }
              r5a.16xlarge: { vcpu: 64, memoryGiB: 512, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              r5a.24xlarge: { vcpu: 96, memoryGiB: 768, network: [20, 20], disk: [13570, 13570], iops: [60000, 60000] }
          - family: r5b
            service: ec2
            architecture: x86_64
            generation: 5
            sizes:
              r5b.large: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [1250, 10000], iops: [5417, 43333] }
              r5b.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [2500, 10000], iops: [10833, 43333] }
              r5b.2xlarge: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [5000, 10000], iops: [21667, 43333] }
              r5b.4xlarge: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [10000, 10000], iops: [43333, 43333] }
              r5b.8xlarge: { vcpu: 32, memoryGiB: 256, network: [10, 10], disk: [20000, 20000], iops: [86667, 86667] }
              r5b.12xlarge: { vcpu: 48, memoryGiB: 384, network: [12, 12], disk: [30000, 30000], iops: [130000, 130000] }
              r5b.16xlarge: { vcpu: 64, memoryGiB: 512, network: [20, 20], disk: [40000, 40000], iops: [173333, 173333] }
              r5b.24xlarge: { vcpu: 96, memoryGiB: 768, network: [25, 25], disk: [60000, 60000], iops: [260000, 260000] }
          - family: r6i
            service: ec2
            architecture: x86_64
            generation: 6
            sizes:
              r6i.large: { vcpu: 2, memoryGiB: 16, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              r6i.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              r6i.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              r6i.4xlarge: { vcpu: 16, memoryGiB: 128, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              r6i.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              r6i.12xlarge: { vcpu: 48, memoryGiB: 384, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              r6i.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              r6i.24xlarge: { vcpu: 96, memoryGiB: 768, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              r6i.32xlarge: { vcpu: 128, memoryGiB: 1024, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
          - family: r6a
            service: ec2
            architecture: x86_64
            generation: 6
            sizes:
              r6a.large: { vcpu: 2, memoryGiB: 16, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              r6a.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              r6a.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              r6a.4xlarge: { vcpu: 16, memoryGiB: 128, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              r6a.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              r6a.12xlarge: { vcpu: 48, memoryGiB: 384, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              r6a.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              r6a.24xlarge: { vcpu: 96, memoryGiB: 768, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              r6a.32xlarge: { vcpu: 128, memoryGiB: 1024, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
              r6a.48xlarge: { vcpu: 192, memoryGiB: 1536, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: r6g
            service: ec2
            architecture: arm64
            generation: 6
            sizes:
              r6g.medium: { vcpu: 1, memoryGiB: 8, network: [0.5, 10], disk: [315, 4750], iops: [2500, 20000] }
              r6g.large: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              r6g.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              r6g.2xlarge: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              r6g.4xlarge: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              r6g.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              r6g.12xlarge: { vcpu: 48, memoryGiB: 384, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
              r6g.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: r7i
            service: ec2
            architecture: x86_64
            generation: 7
            sizes:
              r7i.large: { vcpu: 2, memoryGiB: 16, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              r7i.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              r7i.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              r7i.4xlarge: { vcpu: 16, memoryGiB: 128, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              r7i.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              r7i.12xlarge: { vcpu: 48, memoryGiB: 384, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              r7i.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              r7i.24xlarge: { vcpu: 96, memoryGiB: 768, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              r7i.48xlarge: { vcpu: 192, memoryGiB: 1536, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: r7a
            service: ec2
            architecture: x86_64
            generation: 7
            sizes:
              r7a.medium: { vcpu: 1, memoryGiB: 8, network: [0.39, 12.5], disk: [325, 10000], iops: [2500, 40000] }
              r7a.large: { vcpu: 2, memoryGiB: 16, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              r7a.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              r7a.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              r7a.4xlarge: { vcpu: 16, memoryGiB: 128, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              r7a.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              r7a.12xlarge: { vcpu: 48, memoryGiB: 384, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              r7a.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              r7a.24xlarge: { vcpu: 96, memoryGiB: 768, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              r7a.32xlarge: { vcpu: 128, memoryGiB: 1024, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
              r7a.48xlarge: { vcpu: 192, memoryGiB: 1536, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: r7g
            service: ec2
            architecture: arm64
            generation: 7
            sizes:
              r7g.medium: { vcpu: 1, memoryGiB: 8, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              r7g.large: { vcpu: 2, memoryGiB: 16, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              r7g.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              r7g.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              r7g.4xlarge: { vcpu: 16, memoryGiB: 128, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              r7g.8xlarge: { vcpu: 32, memoryGiB: 256, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              r7g.12xlarge: { vcpu: 48, memoryGiB: 384, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              r7g.16xlarge: { vcpu: 64, memoryGiB: 512, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
          - family: r8g
            service: ec2
            architecture: arm64
            generation: 8
            sizes:
              r8g.medium: { vcpu: 1, memoryGiB: 8, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              r8g.large: { vcpu: 2, memoryGiB: 16, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              r8g.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.875, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              r8g.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              r8g.4xlarge: { vcpu: 16, memoryGiB: 128, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              r8g.8xlarge: { vcpu: 32, memoryGiB: 256, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              r8g.12xlarge: { vcpu: 48, memoryGiB: 384, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              r8g.16xlarge: { vcpu: 64, memoryGiB: 512, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
              r8g.24xlarge: { vcpu: 96, memoryGiB: 768, network: [40, 40], disk: [30000, 30000], iops: [120000, 120000] }
              r8g.48xlarge: { vcpu: 192, memoryGiB: 1536, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }

        """,
        "amazon-elasticache.yaml": """
        # Node types of Amazon ElastiCache; memory is what the engine may use. Network is that of the EC2 type of the same name.
        version: 1
        source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html"
        read: 2026-11-21
        families:
          - family: cache.t2
            service: elasticache
            architecture: x86_64
            generation: 2
            sizes:
              cache.t2.micro: { vcpu: 1, memoryGiB: 0.555, baseline: 0.1, network: [0.064, 1.024] }
              cache.t2.small: { vcpu: 1, memoryGiB: 1.55, baseline: 0.2, network: [0.128, 1.024] }
              cache.t2.medium: { vcpu: 2, memoryGiB: 3.22, baseline: 0.2, network: [0.256, 1.024] }
          - family: cache.t3
            service: elasticache
            architecture: x86_64
            generation: 3
            sizes:
              cache.t3.micro: { vcpu: 2, memoryGiB: 0.5, baseline: 0.1, network: [0.064, 5] }
              cache.t3.small: { vcpu: 2, memoryGiB: 1.37, baseline: 0.2, network: [0.128, 5] }
              cache.t3.medium: { vcpu: 2, memoryGiB: 3.09, baseline: 0.2, network: [0.256, 5] }
          - family: cache.t4g
            service: elasticache
            architecture: arm64
            generation: 4
            sizes:
              cache.t4g.micro: { vcpu: 2, memoryGiB: 0.5, baseline: 0.1, network: [0.064, 5] }
              cache.t4g.small: { vcpu: 2, memoryGiB: 1.37, baseline: 0.2, network: [0.128, 5] }
              cache.t4g.medium: { vcpu: 2, memoryGiB: 3.09, baseline: 0.2, network: [0.256, 5] }
          - family: cache.m5
            service: elasticache
            architecture: x86_64
            generation: 5
            sizes:
              cache.m5.large: { vcpu: 2, memoryGiB: 6.38, network: [0.75, 10] }
              cache.m5.xlarge: { vcpu: 4, memoryGiB: 12.93, network: [1.25, 10] }
              cache.m5.2xlarge: { vcpu: 8, memoryGiB: 26.04, network: [2.5, 10] }
              cache.m5.4xlarge: { vcpu: 16, memoryGiB: 52.26, network: [5, 10] }
              cache.m5.12xlarge: { vcpu: 48, memoryGiB: 157.12, network: [12, 12] }
              cache.m5.24xlarge: { vcpu: 96, memoryGiB: 314.32, network: [25, 25] }
          - family: cache.m6g
            service: elasticache
            architecture: arm64
            generation: 6
            sizes:
              cache.m6g.large: { vcpu: 2, memoryGiB: 6.38, network: [0.75, 10] }
              cache.m6g.xlarge: { vcpu: 4, memoryGiB: 12.94, network: [1.25, 10] }
              cache.m6g.2xlarge: { vcpu: 8, memoryGiB: 26.05, network: [2.5, 10] }
              cache.m6g.4xlarge: { vcpu: 16, memoryGiB: 52.26, network: [5, 10] }
              cache.m6g.8xlarge: { vcpu: 32, memoryGiB: 103.68, network: [12, 12] }
              cache.m6g.12xlarge: { vcpu: 48, memoryGiB: 157.13, network: [20, 20] }
              cache.m6g.16xlarge: { vcpu: 64, memoryGiB: 209.55, network: [25, 25] }
          - family: cache.m7g
            service: elasticache
            architecture: arm64
            generation: 7
            sizes:
              cache.m7g.large: { vcpu: 2, memoryGiB: 6.38, network: [0.937, 12.5] }
              cache.m7g.xlarge: { vcpu: 4, memoryGiB: 12.93, network: [1.876, 12.5] }
              cache.m7g.2xlarge: { vcpu: 8, memoryGiB: 26.04, network: [3.75, 15] }
              cache.m7g.4xlarge: { vcpu: 16, memoryGiB: 52.26, network: [7.5, 15] }
              cache.m7g.8xlarge: { vcpu: 32, memoryGiB: 103.68, network: [15, 15] }
              cache.m7g.12xlarge: { vcpu: 48, memoryGiB: 157.13, network: [22.5, 22.5] }
              cache.m7g.16xlarge: { vcpu: 64, memoryGiB: 209.55, network: [30, 30] }
          - family: cache.r5
            service: elasticache
            architecture: x86_64
            generation: 5
            sizes:
              cache.r5.large: { vcpu: 2, memoryGiB: 13.07, network: [0.75, 10] }
              cache.r5.xlarge: { vcpu: 4, memoryGiB: 26.32, network: [1.25, 10] }
              cache.r5.2xlarge: { vcpu: 8, memoryGiB: 52.82, network: [2.5, 10] }
              cache.r5.4xlarge: { vcpu: 16, memoryGiB: 105.81, network: [5, 10] }
              cache.r5.12xlarge: { vcpu: 48, memoryGiB: 317.77, network: [12, 12] }
              cache.r5.24xlarge: { vcpu: 96, memoryGiB: 635.61, network: [25, 25] }
          - family: cache.r6g
            service: elasticache
            architecture: arm64
            generation: 6
            sizes:
              cache.r6g.large: { vcpu: 2, memoryGiB: 13.07, network: [0.75, 10] }
              cache.r6g.xlarge: { vcpu: 4, memoryGiB: 26.32, network: [1.25, 10] }
              cache.r6g.2xlarge: { vcpu: 8, memoryGiB: 52.82, network: [2.5, 10] }
              cache.r6g.4xlarge: { vcpu: 16, memoryGiB: 105.81, network: [5, 10] }
              cache.r6g.8xlarge: { vcpu: 32, memoryGiB: 209.55, network: [12, 12] }
              cache.r6g.12xlarge: { vcpu: 48, memoryGiB: 317.77, network: [20, 20] }
              cache.r6g.16xlarge: { vcpu: 64, memoryGiB: 419.09, network: [25, 25] }
          - family: cache.r7g
            service: elasticache
            architecture: arm64
            generation: 7
            sizes:
              cache.r7g.large: { vcpu: 2, memoryGiB: 13.07, network: [0.937, 12.5] }
              cache.r7g.xlarge: { vcpu: 4, memoryGiB: 26.32, network: [1.876, 12.5] }
              cache.r7g.2xlarge: { vcpu: 8, memoryGiB: 52.82, network: [3.75, 15] }
              cache.r7g.4xlarge: { vcpu: 16, memoryGiB: 105.81, network: [7.5, 15] }
              cache.r7g.8xlarge: { vcpu: 32, memoryGiB: 209.55, network: [15, 15] }
              cache.r7g.12xlarge: { vcpu: 48, memoryGiB: 317.77, network: [22.5, 22.5] }
              cache.r7g.16xlarge: { vcpu: 64, memoryGiB: 419.09, network: [30, 30] }

        """,
        "amazon-opensearch.yaml": """
        # Data nodes of Amazon OpenSearch Service. Network and disk are those of the EC2 type of the same name.
        version: 1
        source: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html"
        read: 2026-11-21
        families:
          - family: t3.search
            service: opensearch
            architecture: x86_64
            generation: 3
            sizes:
              t3.small.search: { vcpu: 2, memoryGiB: 2, baseline: 0.2, network: [0.128, 5], disk: [174, 2085], iops: [1000, 11800] }
              t3.medium.search: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 5], disk: [347, 2085], iops: [2000, 11800] }
          - family: m5.search
            service: opensearch
            architecture: x86_64
            generation: 5
            sizes:
              m5.large.search: { vcpu: 2, memoryGiB: 8, network: [0.75, 10], disk: [650, 4750], iops: [3600, 18750] }
              m5.xlarge.search: { vcpu: 4, memoryGiB: 16, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 18750] }
              m5.2xlarge.search: { vcpu: 8, memoryGiB: 32, network: [2.5, 10], disk: [2300, 4750], iops: [12000, 18750] }
              m5.4xlarge.search: { vcpu: 16, memoryGiB: 64, network: [5, 10], disk: [4750, 4750], iops: [18750, 18750] }
              m5.12xlarge.search: { vcpu: 48, memoryGiB: 192, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
          - family: m6g.search
            service: opensearch
            architecture: arm64
            generation: 6
            sizes:
              m6g.large.search: { vcpu: 2, memoryGiB: 8, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              m6g.xlarge.search: { vcpu: 4, memoryGiB: 16, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              m6g.2xlarge.search: { vcpu: 8, memoryGiB: 32, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              m6g.4xlarge.search: { vcpu: 16, memoryGiB: 64, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              m6g.8xlarge.search: { vcpu: 32, memoryGiB: 128, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              m6g.12xlarge.search: { vcpu: 48, memoryGiB: 192, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
          - family: m7g.search
            service: opensearch
            architecture: arm64
            generation: 7
            sizes:
              m7g.medium.search: { vcpu: 1, memoryGiB: 4, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              m7g.large.search: { vcpu: 2, memoryGiB: 8, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              m7g.xlarge.search: { vcpu: 4, memoryGiB: 16, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              m7g.2xlarge.search: { vcpu: 8, memoryGiB: 32, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              m7g.4xlarge.search: { vcpu: 16, memoryGiB: 64, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              m7g.8xlarge.search: { vcpu: 32, memoryGiB: 128, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              m7g.12xlarge.search: { vcpu: 48, memoryGiB: 192, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              m7g.16xlarge.search: { vcpu: 64, memoryGiB: 256, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
          - family: c5.search
            service: opensearch
            architecture: x86_64
            generation: 5
            sizes:
              c5.large.search: { vcpu: 2, memoryGiB: 4, network: [0.75, 10], disk: [650, 4750], iops: [4000, 20000] }
              c5.xlarge.search: { vcpu: 4, memoryGiB: 8, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 20000] }
              c5.2xlarge.search: { vcpu: 8, memoryGiB: 16, network: [2.5, 10], disk: [2300, 4750], iops: [10000, 20000] }
              c5.4xlarge.search: { vcpu: 16, memoryGiB: 32, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              c5.9xlarge.search: { vcpu: 36, memoryGiB: 72, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              c5.18xlarge.search: { vcpu: 72, memoryGiB: 144, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: c6g.search
            service: opensearch
            architecture: arm64
            generation: 6
            sizes:
              c6g.large.search: { vcpu: 2, memoryGiB: 4, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              c6g.xlarge.search: { vcpu: 4, memoryGiB: 8, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              c6g.2xlarge.search: { vcpu: 8, memoryGiB: 16, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              c6g.4xlarge.search: { vcpu: 16, memoryGiB: 32, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              c6g.8xlarge.search: { vcpu: 32, memoryGiB: 64, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              c6g.12xlarge.search: { vcpu: 48, memoryGiB: 96, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
          - family: c7g.search
            service: opensearch
            architecture: arm64
            generation: 7
            sizes:
              c7g.large.search: { vcpu: 2, memoryGiB: 4, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              c7g.xlarge.search: { vcpu: 4, memoryGiB: 8, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              c7g.2xlarge.search: { vcpu: 8, memoryGiB: 16, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              c7g.4xlarge.search: { vcpu: 16, memoryGiB: 32, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              c7g.8xlarge.search: { vcpu: 32, memoryGiB: 64, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              c7g.12xlarge.search: { vcpu: 48, memoryGiB: 96, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              c7g.16xlarge.search: { vcpu: 64, memoryGiB: 128, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
          - family: r5.search
            service: opensearch
            architecture: x86_64
            generation: 5
            sizes:
              r5.large.search: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [650, 4750], iops: [3600, 18750] }
              r5.xlarge.search: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 18750] }
              r5.2xlarge.search: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [2300, 4750], iops: [12000, 18750] }
              r5.4xlarge.search: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [4750, 4750], iops: [18750, 18750] }
              r5.12xlarge.search: { vcpu: 48, memoryGiB: 384, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
          - family: r6g.search
            service: opensearch
            architecture: arm64
            generation: 6
            sizes:
              r6g.large.search: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              r6g.xlarge.search: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              r6g.2xlarge.search: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              r6g.4xlarge.search: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              r6g.8xlarge.search: { vcpu: 32, memoryGiB: 256, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              r6g.12xlarge.search: { vcpu: 48, memoryGiB: 384, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
          - family: r7g.search
            service: opensearch
            architecture: arm64
            generation: 7
            sizes:
              r7g.medium.search: { vcpu: 1, memoryGiB: 8, network: [0.52, 12.5], disk: [315, 10000], iops: [2500, 40000] }
              r7g.large.search: { vcpu: 2, memoryGiB: 16, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              r7g.xlarge.search: { vcpu: 4, memoryGiB: 32, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              r7g.2xlarge.search: { vcpu: 8, memoryGiB: 64, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              r7g.4xlarge.search: { vcpu: 16, memoryGiB: 128, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              r7g.8xlarge.search: { vcpu: 32, memoryGiB: 256, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              r7g.12xlarge.search: { vcpu: 48, memoryGiB: 384, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              r7g.16xlarge.search: { vcpu: 64, memoryGiB: 512, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }

        """,
        "amazon-rds.yaml": """
        # Classes of Amazon RDS, Aurora, Neptune and DocumentDB. Network and disk are those of the EC2 type of the same name.
        version: 1
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html"
        read: 2026-11-21
        families:
          - family: db.t2
            service: rds
            architecture: x86_64
            generation: 2
            sizes:
              db.t2.micro: { vcpu: 1, memoryGiB: 1, baseline: 0.1, network: [0.064, 1.024] }
              db.t2.small: { vcpu: 1, memoryGiB: 2, baseline: 0.2, network: [0.128, 1.024] }
              db.t2.medium: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 1.024] }
              db.t2.large: { vcpu: 2, memoryGiB: 8, baseline: 0.3, network: [0.512, 1.024] }
              db.t2.xlarge: { vcpu: 4, memoryGiB: 16, baseline: 0.225, network: [0.75, 1.024] }
              db.t2.2xlarge: { vcpu: 8, memoryGiB: 32, baseline: 0.16875, network: [1, 1.024] }
          - family: db.t3
            service: rds
            architecture: x86_64
            generation: 3
            sizes:
              db.t3.micro: { vcpu: 2, memoryGiB: 1, baseline: 0.1, network: [0.064, 5], disk: [87, 2085], iops: [500, 11800] }
              db.t3.small: { vcpu: 2, memoryGiB: 2, baseline: 0.2, network: [0.128, 5], disk: [174, 2085], iops: [1000, 11800] }
              db.t3.medium: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 5], disk: [347, 2085], iops: [2000, 11800] }
              db.t3.large: { vcpu: 2, memoryGiB: 8, baseline: 0.3, network: [0.512, 5], disk: [695, 2780], iops: [4000, 15700] }
              db.t3.xlarge: { vcpu: 4, memoryGiB: 16, baseline: 0.4, network: [1.024, 5], disk: [695, 2780], iops: [4000, 15700] }
              db.t3.2xlarge: { vcpu: 8, memoryGiB: 32, baseline: 0.4, network: [2.048, 5], disk: [695, 2780], iops: [4000, 15700] }
          - family: db.t4g
            service: rds
            architecture: arm64
            generation: 4
            sizes:
              db.t4g.micro: { vcpu: 2, memoryGiB: 1, baseline: 0.1, network: [0.064, 5], disk: [87, 2085], iops: [500, 11800] }
              db.t4g.small: { vcpu: 2, memoryGiB: 2, baseline: 0.2, network: [0.128, 5], disk: [174, 2085], iops: [1000, 11800] }
              db.t4g.medium: { vcpu: 2, memoryGiB: 4, baseline: 0.2, network: [0.256, 5], disk: [347, 2085], iops: [2000, 11800] }
              db.t4g.large: { vcpu: 2, memoryGiB: 8, baseline: 0.3, network: [0.512, 5], disk: [695, 2780], iops: [4000, 15700] }
              db.t4g.xlarge: { vcpu: 4, memoryGiB: 16, baseline: 0.4, network: [1.024, 5], disk: [695, 2780], iops: [4000, 15700] }
              db.t4g.2xlarge: { vcpu: 8, memoryGiB: 32, baseline: 0.4, network: [2.048, 5], disk: [695, 2780], iops: [4000, 15700] }
          - family: db.m4
            service: rds
            architecture: x86_64
            generation: 4
            sizes:
              db.m4.large: { vcpu: 2, memoryGiB: 8, network: [0.45, 1.2], disk: [450, 450], iops: [3600, 3600] }
              db.m4.xlarge: { vcpu: 4, memoryGiB: 16, network: [0.75, 2.8], disk: [750, 750], iops: [6000, 6000] }
              db.m4.2xlarge: { vcpu: 8, memoryGiB: 32, network: [1, 10], disk: [1000, 1000], iops: [8000, 8000] }
              db.m4.4xlarge: { vcpu: 16, memoryGiB: 64, network: [2, 10], disk: [2000, 2000], iops: [16000, 16000] }
              db.m4.10xlarge: { vcpu: 40, memoryGiB: 160, network: [10, 10], disk: [4000, 4000], iops: [32000, 32000] }
              db.m4.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [10000, 10000], iops: [65000, 65000] }
          - family: db.m5
            service: rds
            architecture: x86_64
            generation: 5
            sizes:
              db.m5.large: { vcpu: 2, memoryGiB: 8, network: [0.75, 10], disk: [650, 4750], iops: [3600, 18750] }
              db.m5.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 18750] }
              db.m5.2xlarge: { vcpu: 8, memoryGiB: 32, network: [2.5, 10], disk: [2300, 4750], iops: [12000, 18750] }
              db.m5.4xlarge: { vcpu: 16, memoryGiB: 64, network: [5, 10], disk: [4750, 4750], iops: [18750, 18750] }
              db.m5.8xlarge: { vcpu: 32, memoryGiB: 128, network: [10, 10], disk: [6800, 6800], iops: [30000, 30000] }
              db.m5.12xlarge: { vcpu: 48, memoryGiB: 192, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              db.m5.16xlarge: { vcpu: 64, memoryGiB: 256, network: [20, 20], disk: [13600, 13600], iops: [60000, 60000] }
              db.m5.24xlarge: { vcpu: 96, memoryGiB: 384, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: db.m6i
            service: rds
            architecture: x86_64
            generation: 6
            sizes:
              db.m6i.large: { vcpu: 2, memoryGiB: 8, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              db.m6i.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              db.m6i.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              db.m6i.4xlarge: { vcpu: 16, memoryGiB: 64, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              db.m6i.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              db.m6i.12xlarge: { vcpu: 48, memoryGiB: 192, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              db.m6i.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              db.m6i.24xlarge: { vcpu: 96, memoryGiB: 384, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              db.m6i.32xlarge: { vcpu: 128, memoryGiB: 512, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
          - family: db.m6g
            service: rds
            architecture: arm64
            generation: 6
            sizes:
              db.m6g.large: { vcpu: 2, memoryGiB: 8, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              db.m6g.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              db.m6g.2xlarge: { vcpu: 8, memoryGiB: 32, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              db.m6g.4xlarge: { vcpu: 16, memoryGiB: 64, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              db.m6g.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              db.m6g.12xlarge: { vcpu: 48, memoryGiB: 192, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
              db.m6g.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: db.m7i
            service: rds
            architecture: x86_64
            generation: 7
            sizes:
              db.m7i.large: { vcpu: 2, memoryGiB: 8, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              db.m7i.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              db.m7i.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              db.m7i.4xlarge: { vcpu: 16, memoryGiB: 64, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              db.m7i.8xlarge: { vcpu: 32, memoryGiB: 128, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              db.m7i.12xlarge: { vcpu: 48, memoryGiB: 192, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              db.m7i.16xlarge: { vcpu: 64, memoryGiB: 256, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              db.m7i.24xlarge: { vcpu: 96, memoryGiB: 384, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              db.m7i.48xlarge: { vcpu: 192, memoryGiB: 768, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: db.m7g
            service: rds
            architecture: arm64
            generation: 7
            sizes:
              db.m7g.large: { vcpu: 2, memoryGiB: 8, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              db.m7g.xlarge: { vcpu: 4, memoryGiB: 16, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              db.m7g.2xlarge: { vcpu: 8, memoryGiB: 32, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              db.m7g.4xlarge: { vcpu: 16, memoryGiB: 64, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              db.m7g.8xlarge: { vcpu: 32, memoryGiB: 128, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              db.m7g.12xlarge: { vcpu: 48, memoryGiB: 192, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              db.m7g.16xlarge: { vcpu: 64, memoryGiB: 256, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }
          - family: db.r4
            service: rds
            architecture: x86_64
            generation: 4
            sizes:
              db.r4.large: { vcpu: 2, memoryGiB: 15.25, network: [0.75, 10], disk: [425, 425], iops: [3000, 3000] }
              db.r4.xlarge: { vcpu: 4, memoryGiB: 30.5, network: [1.25, 10], disk: [850, 850], iops: [6000, 6000] }
              db.r4.2xlarge: { vcpu: 8, memoryGiB: 61, network: [2.5, 10], disk: [1700, 1700], iops: [12000, 12000] }
              db.r4.4xlarge: { vcpu: 16, memoryGiB: 122, network: [5, 10], disk: [3500, 3500], iops: [18750, 18750] }
              db.r4.8xlarge: { vcpu: 32, memoryGiB: 244, network: [12, 12], disk: [7000, 7000], iops: [37500, 37500] }
              db.r4.16xlarge: { vcpu: 64, memoryGiB: 488, network: [25, 25], disk: [14000, 14000], iops: [75000, 75000] }
          - family: db.r5
            service: rds
            architecture: x86_64
            generation: 5
            sizes:
              db.r5.large: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [650, 4750], iops: [3600, 18750] }
              db.r5.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [1150, 4750], iops: [6000, 18750] }
              db.r5.2xlarge: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [2300, 4750], iops: [12000, 18750] }
              db.r5.4xlarge: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [4750, 4750], iops: [18750, 18750] }
              db.r5.8xlarge: { vcpu: 32, memoryGiB: 256, network: [10, 10], disk: [6800, 6800], iops: [30000, 30000] }
              db.r5.12xlarge: { vcpu: 48, memoryGiB: 384, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              db.r5.16xlarge: { vcpu: 64, memoryGiB: 512, network: [20, 20], disk: [13600, 13600], iops: [60000, 60000] }
              db.r5.24xlarge: { vcpu: 96, memoryGiB: 768, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: db.r6i
            service: rds
            architecture: x86_64
            generation: 6
            sizes:
              db.r6i.large: { vcpu: 2, memoryGiB: 16, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              db.r6i.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              db.r6i.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              db.r6i.4xlarge: { vcpu: 16, memoryGiB: 128, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              db.r6i.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              db.r6i.12xlarge: { vcpu: 48, memoryGiB: 384, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              db.r6i.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              db.r6i.24xlarge: { vcpu: 96, memoryGiB: 768, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              db.r6i.32xlarge: { vcpu: 128, memoryGiB: 1024, network: [50, 50], disk: [40000, 40000], iops: [160000, 160000] }
          - family: db.r6g
            service: rds
            architecture: arm64
            generation: 6
            sizes:
              db.r6g.large: { vcpu: 2, memoryGiB: 16, network: [0.75, 10], disk: [630, 4750], iops: [3600, 20000] }
              db.r6g.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.25, 10], disk: [1188, 4750], iops: [6000, 20000] }
              db.r6g.2xlarge: { vcpu: 8, memoryGiB: 64, network: [2.5, 10], disk: [2375, 4750], iops: [12000, 20000] }
              db.r6g.4xlarge: { vcpu: 16, memoryGiB: 128, network: [5, 10], disk: [4750, 4750], iops: [20000, 20000] }
              db.r6g.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12, 12], disk: [9500, 9500], iops: [40000, 40000] }
              db.r6g.12xlarge: { vcpu: 48, memoryGiB: 384, network: [20, 20], disk: [14250, 14250], iops: [50000, 50000] }
              db.r6g.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [19000, 19000], iops: [80000, 80000] }
          - family: db.r7i
            service: rds
            architecture: x86_64
            generation: 7
            sizes:
              db.r7i.large: { vcpu: 2, memoryGiB: 16, network: [0.781, 12.5], disk: [650, 10000], iops: [3600, 40000] }
              db.r7i.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.562, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              db.r7i.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.125, 12.5], disk: [2500, 10000], iops: [12000, 40000] }
              db.r7i.4xlarge: { vcpu: 16, memoryGiB: 128, network: [6.25, 12.5], disk: [5000, 10000], iops: [20000, 40000] }
              db.r7i.8xlarge: { vcpu: 32, memoryGiB: 256, network: [12.5, 12.5], disk: [10000, 10000], iops: [40000, 40000] }
              db.r7i.12xlarge: { vcpu: 48, memoryGiB: 384, network: [18.75, 18.75], disk: [15000, 15000], iops: [60000, 60000] }
              db.r7i.16xlarge: { vcpu: 64, memoryGiB: 512, network: [25, 25], disk: [20000, 20000], iops: [80000, 80000] }
              db.r7i.24xlarge: { vcpu: 96, memoryGiB: 768, network: [37.5, 37.5], disk: [30000, 30000], iops: [120000, 120000] }
              db.r7i.48xlarge: { vcpu: 192, memoryGiB: 1536, network: [50, 50], disk: [40000, 40000], iops: [240000, 240000] }
          - family: db.r7g
            service: rds
            architecture: arm64
            generation: 7
            sizes:
              db.r7g.large: { vcpu: 2, memoryGiB: 16, network: [0.937, 12.5], disk: [630, 10000], iops: [3600, 40000] }
              db.r7g.xlarge: { vcpu: 4, memoryGiB: 32, network: [1.876, 12.5], disk: [1250, 10000], iops: [6000, 40000] }
              db.r7g.2xlarge: { vcpu: 8, memoryGiB: 64, network: [3.75, 15], disk: [2500, 10000], iops: [12000, 40000] }
              db.r7g.4xlarge: { vcpu: 16, memoryGiB: 128, network: [7.5, 15], disk: [5000, 10000], iops: [20000, 40000] }
              db.r7g.8xlarge: { vcpu: 32, memoryGiB: 256, network: [15, 15], disk: [10000, 10000], iops: [40000, 40000] }
              db.r7g.12xlarge: { vcpu: 48, memoryGiB: 384, network: [22.5, 22.5], disk: [15000, 15000], iops: [60000, 60000] }
              db.r7g.16xlarge: { vcpu: 64, memoryGiB: 512, network: [30, 30], disk: [20000, 20000], iops: [80000, 80000] }

        """,
        "azure-virtual-machines.yaml": """
        # Sizes of Azure virtual machines; network in Gbit/s, disk (remote, uncached) in Mbit/s and operations a second.
        version: 1
        source: "https://learn.microsoft.com/azure/virtual-machines/sizes/overview"
        read: 2026-11-21
        families:
          - family: Bs
            service: virtual-machines
            architecture: x86_64
            generation: 1
            sizes:
              Standard_B1ls: { vcpu: 1, memoryGiB: 0.5, baseline: 0.05 }
              Standard_B1s: { vcpu: 1, memoryGiB: 1, baseline: 0.1 }
              Standard_B1ms: { vcpu: 1, memoryGiB: 2, baseline: 0.2 }
              Standard_B2s: { vcpu: 2, memoryGiB: 4, baseline: 0.2 }
              Standard_B2ms: { vcpu: 2, memoryGiB: 8, baseline: 0.3 }
              Standard_B4ms: { vcpu: 4, memoryGiB: 16, baseline: 0.225 }
              Standard_B8ms: { vcpu: 8, memoryGiB: 32, baseline: 0.16875 }
              Standard_B12ms: { vcpu: 12, memoryGiB: 48, baseline: 0.16875 }
              Standard_B16ms: { vcpu: 16, memoryGiB: 64, baseline: 0.16875 }
              Standard_B20ms: { vcpu: 20, memoryGiB: 80, baseline: 0.16875 }
          - family: Dv5
            service: virtual-machines
            architecture: x86_64
            generation: 5
            sizes:
              Standard_D2_v5: { vcpu: 2, memoryGiB: 8, network: [12.5, 12.5] }
              Standard_D4_v5: { vcpu: 4, memoryGiB: 16, network: [12.5, 12.5] }
              Standard_D8_v5: { vcpu: 8, memoryGiB: 32, network: [12.5, 12.5] }
              Standard_D16_v5: { vcpu: 16, memoryGiB: 64, network: [12.5, 12.5] }
              Standard_D32_v5: { vcpu: 32, memoryGiB: 128, network: [16, 16] }
              Standard_D48_v5: { vcpu: 48, memoryGiB: 192, network: [24, 24] }
              Standard_D64_v5: { vcpu: 64, memoryGiB: 256, network: [30, 30] }
              Standard_D96_v5: { vcpu: 96, memoryGiB: 384, network: [35, 35] }
          - family: Dsv5
            service: virtual-machines
            architecture: x86_64
            generation: 5
            sizes:
              Standard_D2s_v5: { vcpu: 2, memoryGiB: 8, network: [12.5, 12.5], disk: [680, 680], iops: [3750, 3750] }
              Standard_D4s_v5: { vcpu: 4, memoryGiB: 16, network: [12.5, 12.5], disk: [1160, 1160], iops: [6400, 6400] }
              Standard_D8s_v5: { vcpu: 8, memoryGiB: 32, network: [12.5, 12.5], disk: [2320, 2320], iops: [12800, 12800] }
              Standard_D16s_v5: { vcpu: 16, memoryGiB: 64, network: [12.5, 12.5], disk: [4800, 4800], iops: [25600, 25600] }
              Standard_D32s_v5: { vcpu: 32, memoryGiB: 128, network: [16, 16], disk: [6920, 6920], iops: [51200, 51200] }
              Standard_D48s_v5: { vcpu: 48, memoryGiB: 192, network: [24, 24], disk: [10520, 10520], iops: [76800, 76800] }
              Standard_D64s_v5: { vcpu: 64, memoryGiB: 256, network: [30, 30], disk: [13880, 13880], iops: [80000, 80000] }
              Standard_D96s_v5: { vcpu: 96, memoryGiB: 384, network: [35, 35], disk: [20800, 20800], iops: [80000, 80000] }
          - family: Dasv5
            service: virtual-machines
            architecture: x86_64
            generation: 5
            sizes:
              Standard_D2as_v5: { vcpu: 2, memoryGiB: 8, iops: [3750, 3750] }
              Standard_D4as_v5: { vcpu: 4, memoryGiB: 16, iops: [6400, 6400] }
              Standard_D8as_v5: { vcpu: 8, memoryGiB: 32, iops: [12800, 12800] }
              Standard_D16as_v5: { vcpu: 16, memoryGiB: 64, iops: [25600, 25600] }
              Standard_D32as_v5: { vcpu: 32, memoryGiB: 128, iops: [51200, 51200] }
              Standard_D48as_v5: { vcpu: 48, memoryGiB: 192, iops: [76800, 76800] }
              Standard_D64as_v5: { vcpu: 64, memoryGiB: 256, iops: [80000, 80000] }
              Standard_D96as_v5: { vcpu: 96, memoryGiB: 384, iops: [80000, 80000] }
          - family: Dpsv5
            service: virtual-machines
            architecture: arm64
            generation: 5
            sizes:
              Standard_D2ps_v5: { vcpu: 2, memoryGiB: 8 }
              Standard_D4ps_v5: { vcpu: 4, memoryGiB: 16 }
              Standard_D8ps_v5: { vcpu: 8, memoryGiB: 32 }
              Standard_D16ps_v5: { vcpu: 16, memoryGiB: 64 }
              Standard_D32ps_v5: { vcpu: 32, memoryGiB: 128 }
              Standard_D48ps_v5: { vcpu: 48, memoryGiB: 192 }
              Standard_D64ps_v5: { vcpu: 64, memoryGiB: 256 }
          - family: Dsv4
            service: virtual-machines
            architecture: x86_64
            generation: 4
            sizes:
              Standard_D2s_v4: { vcpu: 2, memoryGiB: 8 }
              Standard_D4s_v4: { vcpu: 4, memoryGiB: 16 }
              Standard_D8s_v4: { vcpu: 8, memoryGiB: 32 }
              Standard_D16s_v4: { vcpu: 16, memoryGiB: 64 }
              Standard_D32s_v4: { vcpu: 32, memoryGiB: 128 }
              Standard_D48s_v4: { vcpu: 48, memoryGiB: 192 }
              Standard_D64s_v4: { vcpu: 64, memoryGiB: 256 }
          - family: Dsv3
            service: virtual-machines
            architecture: x86_64
            generation: 3
            sizes:
              Standard_D2s_v3: { vcpu: 2, memoryGiB: 8 }
              Standard_D4s_v3: { vcpu: 4, memoryGiB: 16 }
              Standard_D8s_v3: { vcpu: 8, memoryGiB: 32 }
              Standard_D16s_v3: { vcpu: 16, memoryGiB: 64 }
              Standard_D32s_v3: { vcpu: 32, memoryGiB: 128 }
              Standard_D48s_v3: { vcpu: 48, memoryGiB: 192 }
              Standard_D64s_v3: { vcpu: 64, memoryGiB: 256 }
          - family: Ev5
            service: virtual-machines
            architecture: x86_64
            generation: 5
            sizes:
              Standard_E2_v5: { vcpu: 2, memoryGiB: 16, network: [12.5, 12.5] }
              Standard_E4_v5: { vcpu: 4, memoryGiB: 32, network: [12.5, 12.5] }
              Standard_E8_v5: { vcpu: 8, memoryGiB: 64, network: [12.5, 12.5] }
              Standard_E16_v5: { vcpu: 16, memoryGiB: 128, network: [12.5, 12.5] }
              Standard_E20_v5: { vcpu: 20, memoryGiB: 160, network: [12.5, 12.5] }
              Standard_E32_v5: { vcpu: 32, memoryGiB: 256, network: [16, 16] }
              Standard_E48_v5: { vcpu: 48, memoryGiB: 384, network: [24, 24] }
              Standard_E64_v5: { vcpu: 64, memoryGiB: 512, network: [30, 30] }
              Standard_E96_v5: { vcpu: 96, memoryGiB: 672, network: [35, 35] }
          - family: Esv5
            service: virtual-machines
            architecture: x86_64
            generation: 5
            sizes:
              Standard_E2s_v5: { vcpu: 2, memoryGiB: 16, network: [12.5, 12.5], disk: [680, 680], iops: [3750, 3750] }
              Standard_E4s_v5: { vcpu: 4, memoryGiB: 32, network: [12.5, 12.5], disk: [1160, 1160], iops: [6400, 6400] }
              Standard_E8s_v5: { vcpu: 8, memoryGiB: 64, network: [12.5, 12.5], disk: [2320, 2320], iops: [12800, 12800] }
              Standard_E16s_v5: { vcpu: 16, memoryGiB: 128, network: [12.5, 12.5], disk: [4800, 4800], iops: [25600, 25600] }
              Standard_E20s_v5: { vcpu: 20, memoryGiB: 160, network: [12.5, 12.5], disk: [6000, 6000], iops: [32000, 32000] }
              Standard_E32s_v5: { vcpu: 32, memoryGiB: 256, network: [16, 16], disk: [6920, 6920], iops: [51200, 51200] }
              Standard_E48s_v5: { vcpu: 48, memoryGiB: 384, network: [24, 24], disk: [10520, 10520], iops: [76800, 76800] }
              Standard_E64s_v5: { vcpu: 64, memoryGiB: 512, network: [30, 30], disk: [13880, 13880], iops: [80000, 80000] }
              Standard_E96s_v5: { vcpu: 96, memoryGiB: 672, network: [35, 35], disk: [20800, 20800], iops: [80000, 80000] }
          - family: Easv5
            service: virtual-machines
            architecture: x86_64
            generation: 5
            sizes:
              Standard_E2as_v5: { vcpu: 2, memoryGiB: 16 }
              Standard_E4as_v5: { vcpu: 4, memoryGiB: 32 }
              Standard_E8as_v5: { vcpu: 8, memoryGiB: 64 }
              Standard_E16as_v5: { vcpu: 16, memoryGiB: 128 }
              Standard_E20as_v5: { vcpu: 20, memoryGiB: 160 }
              Standard_E32as_v5: { vcpu: 32, memoryGiB: 256 }
              Standard_E48as_v5: { vcpu: 48, memoryGiB: 384 }
              Standard_E64as_v5: { vcpu: 64, memoryGiB: 512 }
              Standard_E96as_v5: { vcpu: 96, memoryGiB: 672 }
          - family: Esv3
            service: virtual-machines
            architecture: x86_64
            generation: 3
            sizes:
              Standard_E2s_v3: { vcpu: 2, memoryGiB: 16 }
              Standard_E4s_v3: { vcpu: 4, memoryGiB: 32 }
              Standard_E8s_v3: { vcpu: 8, memoryGiB: 64 }
              Standard_E16s_v3: { vcpu: 16, memoryGiB: 128 }
              Standard_E20s_v3: { vcpu: 20, memoryGiB: 160 }
              Standard_E32s_v3: { vcpu: 32, memoryGiB: 256 }
              Standard_E48s_v3: { vcpu: 48, memoryGiB: 384 }
              Standard_E64s_v3: { vcpu: 64, memoryGiB: 432 }
          - family: Fsv2
            service: virtual-machines
            architecture: x86_64
            generation: 2
            sizes:
              Standard_F2s_v2: { vcpu: 2, memoryGiB: 4, network: [5, 5], disk: [376, 376], iops: [3200, 3200] }
              Standard_F4s_v2: { vcpu: 4, memoryGiB: 8, network: [10, 10], disk: [760, 760], iops: [6400, 6400] }
              Standard_F8s_v2: { vcpu: 8, memoryGiB: 16, network: [12.5, 12.5], disk: [1520, 1520], iops: [12800, 12800] }
              Standard_F16s_v2: { vcpu: 16, memoryGiB: 32, network: [12.5, 12.5], disk: [3040, 3040], iops: [25600, 25600] }
              Standard_F32s_v2: { vcpu: 32, memoryGiB: 64, network: [16, 16], disk: [6000, 6000], iops: [51200, 51200] }
              Standard_F48s_v2: { vcpu: 48, memoryGiB: 96, network: [21, 21], disk: [8800, 8800], iops: [76800, 76800] }
              Standard_F64s_v2: { vcpu: 64, memoryGiB: 128, network: [28, 28], disk: [8800, 8800], iops: [80000, 80000] }
              Standard_F72s_v2: { vcpu: 72, memoryGiB: 144, network: [30, 30], disk: [8800, 8800], iops: [80000, 80000] }

        """,
        "google-compute.yaml": """
        # Machine types of Google Compute Engine; network is the greatest egress without Tier_1 networking.
        version: 1
        source: "https://cloud.google.com/compute/docs/general-purpose-machines and https://cloud.google.com/compute/docs/compute-optimized-machines"
        read: 2026-11-21
        families:
          - family: e2-shared
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              e2-micro: { vcpu: 2, memoryGiB: 1, baseline: 0.125, network: [1, 1] }
              e2-small: { vcpu: 2, memoryGiB: 2, baseline: 0.25, network: [1, 1] }
              e2-medium: { vcpu: 2, memoryGiB: 4, baseline: 0.5, network: [2, 2] }
          - family: e2-standard
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              e2-standard-2: { vcpu: 2, memoryGiB: 8, network: [4, 4] }
              e2-standard-4: { vcpu: 4, memoryGiB: 16, network: [8, 8] }
              e2-standard-8: { vcpu: 8, memoryGiB: 32, network: [16, 16] }
              e2-standard-16: { vcpu: 16, memoryGiB: 64, network: [16, 16] }
              e2-standard-32: { vcpu: 32, memoryGiB: 128, network: [16, 16] }
          - family: e2-highmem
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              e2-highmem-2: { vcpu: 2, memoryGiB: 16, network: [4, 4] }
              e2-highmem-4: { vcpu: 4, memoryGiB: 32, network: [8, 8] }
              e2-highmem-8: { vcpu: 8, memoryGiB: 64, network: [16, 16] }
              e2-highmem-16: { vcpu: 16, memoryGiB: 128, network: [16, 16] }
          - family: e2-highcpu
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              e2-highcpu-2: { vcpu: 2, memoryGiB: 2, network: [4, 4] }
              e2-highcpu-4: { vcpu: 4, memoryGiB: 4, network: [8, 8] }
              e2-highcpu-8: { vcpu: 8, memoryGiB: 8, network: [16, 16] }
              e2-highcpu-16: { vcpu: 16, memoryGiB: 16, network: [16, 16] }
              e2-highcpu-32: { vcpu: 32, memoryGiB: 32, network: [16, 16] }
          - family: n1-standard
            service: compute
            architecture: x86_64
            generation: 1
            sizes:
              n1-standard-1: { vcpu: 1, memoryGiB: 3.75, network: [2, 2] }
              n1-standard-2: { vcpu: 2, memoryGiB: 7.5, network: [10, 10] }
              n1-standard-4: { vcpu: 4, memoryGiB: 15, network: [10, 10] }
              n1-standard-8: { vcpu: 8, memoryGiB: 30, network: [16, 16] }
              n1-standard-16: { vcpu: 16, memoryGiB: 60, network: [32, 32] }
              n1-standard-32: { vcpu: 32, memoryGiB: 120, network: [32, 32] }
              n1-standard-64: { vcpu: 64, memoryGiB: 240, network: [32, 32] }
              n1-standard-96: { vcpu: 96, memoryGiB: 360, network: [32, 32] }
          - family: n1-highmem
            service: compute
            architecture: x86_64
            generation: 1
            sizes:
              n1-highmem-2: { vcpu: 2, memoryGiB: 13, network: [10, 10] }
              n1-highmem-4: { vcpu: 4, memoryGiB: 26, network: [10, 10] }
              n1-highmem-8: { vcpu: 8, memoryGiB: 52, network: [16, 16] }
              n1-highmem-16: { vcpu: 16, memoryGiB: 104, network: [32, 32] }
              n1-highmem-32: { vcpu: 32, memoryGiB: 208, network: [32, 32] }
              n1-highmem-64: { vcpu: 64, memoryGiB: 416, network: [32, 32] }
              n1-highmem-96: { vcpu: 96, memoryGiB: 624, network: [32, 32] }
          - family: n1-highcpu
            service: compute
            architecture: x86_64
            generation: 1
            sizes:
              n1-highcpu-2: { vcpu: 2, memoryGiB: 1.8, network: [10, 10] }
              n1-highcpu-4: { vcpu: 4, memoryGiB: 3.6, network: [10, 10] }
              n1-highcpu-8: { vcpu: 8, memoryGiB: 7.2, network: [16, 16] }
              n1-highcpu-16: { vcpu: 16, memoryGiB: 14.4, network: [32, 32] }
              n1-highcpu-32: { vcpu: 32, memoryGiB: 28.8, network: [32, 32] }
              n1-highcpu-64: { vcpu: 64, memoryGiB: 57.6, network: [32, 32] }
              n1-highcpu-96: { vcpu: 96, memoryGiB: 86.4, network: [32, 32] }
          - family: n2-standard
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              n2-standard-2: { vcpu: 2, memoryGiB: 8, network: [10, 10] }
              n2-standard-4: { vcpu: 4, memoryGiB: 16, network: [10, 10] }
              n2-standard-8: { vcpu: 8, memoryGiB: 32, network: [16, 16] }
              n2-standard-16: { vcpu: 16, memoryGiB: 64, network: [32, 32] }
              n2-standard-32: { vcpu: 32, memoryGiB: 128, network: [32, 32] }
              n2-standard-48: { vcpu: 48, memoryGiB: 192, network: [32, 32] }
              n2-standard-64: { vcpu: 64, memoryGiB: 256, network: [32, 32] }
              n2-standard-80: { vcpu: 80, memoryGiB: 320, network: [32, 32] }
              n2-standard-96: { vcpu: 96, memoryGiB: 384, network: [32, 32] }
              n2-standard-128: { vcpu: 128, memoryGiB: 512, network: [32, 32] }
          - family: n2-highmem
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              n2-highmem-2: { vcpu: 2, memoryGiB: 16, network: [10, 10] }
              n2-highmem-4: { vcpu: 4, memoryGiB: 32, network: [10, 10] }
              n2-highmem-8: { vcpu: 8, memoryGiB: 64, network: [16, 16] }
              n2-highmem-16: { vcpu: 16, memoryGiB: 128, network: [32, 32] }
              n2-highmem-32: { vcpu: 32, memoryGiB: 256, network: [32, 32] }
              n2-highmem-48: { vcpu: 48, memoryGiB: 384, network: [32, 32] }
              n2-highmem-64: { vcpu: 64, memoryGiB: 512, network: [32, 32] }
              n2-highmem-80: { vcpu: 80, memoryGiB: 640, network: [32, 32] }
          - family: n2-highcpu
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              n2-highcpu-2: { vcpu: 2, memoryGiB: 2, network: [10, 10] }
              n2-highcpu-4: { vcpu: 4, memoryGiB: 4, network: [10, 10] }
              n2-highcpu-8: { vcpu: 8, memoryGiB: 8, network: [16, 16] }
              n2-highcpu-16: { vcpu: 16, memoryGiB: 16, network: [32, 32] }
              n2-highcpu-32: { vcpu: 32, memoryGiB: 32, network: [32, 32] }
              n2-highcpu-48: { vcpu: 48, memoryGiB: 48, network: [32, 32] }
              n2-highcpu-64: { vcpu: 64, memoryGiB: 64, network: [32, 32] }
              n2-highcpu-80: { vcpu: 80, memoryGiB: 80, network: [32, 32] }
              n2-highcpu-96: { vcpu: 96, memoryGiB: 96, network: [32, 32] }
          - family: n2d-standard
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              n2d-standard-2: { vcpu: 2, memoryGiB: 8, network: [10, 10] }
              n2d-standard-4: { vcpu: 4, memoryGiB: 16, network: [10, 10] }
              n2d-standard-8: { vcpu: 8, memoryGiB: 32, network: [16, 16] }
              n2d-standard-16: { vcpu: 16, memoryGiB: 64, network: [32, 32] }
              n2d-standard-32: { vcpu: 32, memoryGiB: 128, network: [32, 32] }
              n2d-standard-48: { vcpu: 48, memoryGiB: 192, network: [32, 32] }
              n2d-standard-64: { vcpu: 64, memoryGiB: 256, network: [32, 32] }
              n2d-standard-80: { vcpu: 80, memoryGiB: 320, network: [32, 32] }
              n2d-standard-96: { vcpu: 96, memoryGiB: 384, network: [32, 32] }
              n2d-standard-128: { vcpu: 128, memoryGiB: 512, network: [32, 32] }
              n2d-standard-224: { vcpu: 224, memoryGiB: 896, network: [32, 32] }
          - family: n2d-highmem
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              n2d-highmem-2: { vcpu: 2, memoryGiB: 16, network: [10, 10] }
              n2d-highmem-4: { vcpu: 4, memoryGiB: 32, network: [10, 10] }
              n2d-highmem-8: { vcpu: 8, memoryGiB: 64, network: [16, 16] }
              n2d-highmem-16: { vcpu: 16, memoryGiB: 128, network: [32, 32] }
              n2d-highmem-32: { vcpu: 32, memoryGiB: 256, network: [32, 32] }
              n2d-highmem-48: { vcpu: 48, memoryGiB: 384, network: [32, 32] }
              n2d-highmem-64: { vcpu: 64, memoryGiB: 512, network: [32, 32] }
              n2d-highmem-80: { vcpu: 80, memoryGiB: 640, network: [32, 32] }
              n2d-highmem-96: { vcpu: 96, memoryGiB: 768, network: [32, 32] }
          - family: n2d-highcpu
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              n2d-highcpu-2: { vcpu: 2, memoryGiB: 2, network: [10, 10] }
              n2d-highcpu-4: { vcpu: 4, memoryGiB: 4, network: [10, 10] }
              n2d-highcpu-8: { vcpu: 8, memoryGiB: 8, network: [16, 16] }
              n2d-highcpu-16: { vcpu: 16, memoryGiB: 16, network: [32, 32] }
              n2d-highcpu-32: { vcpu: 32, memoryGiB: 32, network: [32, 32] }
              n2d-highcpu-48: { vcpu: 48, memoryGiB: 48, network: [32, 32] }
              n2d-highcpu-64: { vcpu: 64, memoryGiB: 64, network: [32, 32] }
              n2d-highcpu-80: { vcpu: 80, memoryGiB: 80, network: [32, 32] }
              n2d-highcpu-96: { vcpu: 96, memoryGiB: 96, network: [32, 32] }
              n2d-highcpu-128: { vcpu: 128, memoryGiB: 128, network: [32, 32] }
              n2d-highcpu-224: { vcpu: 224, memoryGiB: 224, network: [32, 32] }
          - family: c2-standard
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              c2-standard-4: { vcpu: 4, memoryGiB: 16, network: [10, 10] }
              c2-standard-8: { vcpu: 8, memoryGiB: 32, network: [16, 16] }
              c2-standard-16: { vcpu: 16, memoryGiB: 64, network: [32, 32] }
              c2-standard-30: { vcpu: 30, memoryGiB: 120, network: [32, 32] }
              c2-standard-60: { vcpu: 60, memoryGiB: 240, network: [32, 32] }
          - family: c3-standard
            service: compute
            architecture: x86_64
            generation: 3
            sizes:
              c3-standard-4: { vcpu: 4, memoryGiB: 16, network: [23, 23] }
              c3-standard-8: { vcpu: 8, memoryGiB: 32, network: [23, 23] }
              c3-standard-22: { vcpu: 22, memoryGiB: 88, network: [23, 23] }
              c3-standard-44: { vcpu: 44, memoryGiB: 176, network: [32, 32] }
              c3-standard-88: { vcpu: 88, memoryGiB: 352, network: [62, 62] }
              c3-standard-176: { vcpu: 176, memoryGiB: 704, network: [100, 100] }
          - family: c3-highmem
            service: compute
            architecture: x86_64
            generation: 3
            sizes:
              c3-highmem-4: { vcpu: 4, memoryGiB: 32, network: [23, 23] }
              c3-highmem-8: { vcpu: 8, memoryGiB: 64, network: [23, 23] }
              c3-highmem-22: { vcpu: 22, memoryGiB: 176, network: [23, 23] }
              c3-highmem-44: { vcpu: 44, memoryGiB: 352, network: [32, 32] }
              c3-highmem-88: { vcpu: 88, memoryGiB: 704, network: [62, 62] }
              c3-highmem-176: { vcpu: 176, memoryGiB: 1408, network: [100, 100] }
          - family: c3-highcpu
            service: compute
            architecture: x86_64
            generation: 3
            sizes:
              c3-highcpu-4: { vcpu: 4, memoryGiB: 8, network: [23, 23] }
              c3-highcpu-8: { vcpu: 8, memoryGiB: 16, network: [23, 23] }
              c3-highcpu-22: { vcpu: 22, memoryGiB: 44, network: [23, 23] }
              c3-highcpu-44: { vcpu: 44, memoryGiB: 88, network: [32, 32] }
              c3-highcpu-88: { vcpu: 88, memoryGiB: 176, network: [62, 62] }
              c3-highcpu-176: { vcpu: 176, memoryGiB: 352, network: [100, 100] }
          - family: t2d-standard
            service: compute
            architecture: x86_64
            generation: 2
            sizes:
              t2d-standard-1: { vcpu: 1, memoryGiB: 4, network: [10, 10] }
              t2d-standard-2: { vcpu: 2, memoryGiB: 8, network: [10, 10] }
              t2d-standard-4: { vcpu: 4, memoryGiB: 16, network: [10, 10] }
              t2d-standard-8: { vcpu: 8, memoryGiB: 32, network: [16, 16] }
              t2d-standard-16: { vcpu: 16, memoryGiB: 64, network: [32, 32] }
              t2d-standard-32: { vcpu: 32, memoryGiB: 128, network: [32, 32] }
              t2d-standard-48: { vcpu: 48, memoryGiB: 192, network: [32, 32] }
              t2d-standard-60: { vcpu: 60, memoryGiB: 240, network: [32, 32] }
          - family: t2a-standard
            service: compute
            architecture: arm64
            generation: 2
            sizes:
              t2a-standard-1: { vcpu: 1, memoryGiB: 4, network: [10, 10] }
              t2a-standard-2: { vcpu: 2, memoryGiB: 8, network: [10, 10] }
              t2a-standard-4: { vcpu: 4, memoryGiB: 16, network: [10, 10] }
              t2a-standard-8: { vcpu: 8, memoryGiB: 32, network: [16, 16] }
              t2a-standard-16: { vcpu: 16, memoryGiB: 64, network: [32, 32] }
              t2a-standard-32: { vcpu: 32, memoryGiB: 128, network: [32, 32] }
              t2a-standard-48: { vcpu: 48, memoryGiB: 192, network: [32, 32] }

        """,
    ]
}
