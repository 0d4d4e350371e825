public import Ports

extension GitRepository: Repository {}
