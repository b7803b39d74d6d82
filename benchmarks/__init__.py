"""The engine beside its peers and beside the limits of the machine: ratios of one run, never seconds to be met."""
