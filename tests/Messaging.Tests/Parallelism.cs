// These tests wait for brokers and consumers far more than they compute.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
