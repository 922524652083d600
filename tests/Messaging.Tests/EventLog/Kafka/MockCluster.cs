using System.Runtime.InteropServices;

namespace Commerce.Messaging.Tests;

/// <summary>librdkafka's own brokers inside this process. They speak the protocol on loopback and fail on demand.</summary>
public sealed partial class MockCluster : IDisposable
{
    private const int Brokers = 3;
    private const int Partitions = 4;
    private const int Producer = 0;
    private readonly nint _client;
    private readonly nint _cluster;

    public MockCluster()
    {
        var error = new byte[512];
        _client = Native.rd_kafka_new(Producer, Native.rd_kafka_conf_new(), error, error.Length);
        _cluster = Native.rd_kafka_mock_cluster_new(_client, Brokers);
        Bootstrap = Marshal.PtrToStringUTF8(Native.rd_kafka_mock_cluster_bootstraps(_cluster))!;
    }

    /// <summary>The requests that can be made to fail, by their numbers in the protocol.</summary>
    public enum Request
    {
        Produce = 0,
        OffsetCommit = 8,
    }

    public string Bootstrap { get; }

    public void Create(string topic) => Check(Native.rd_kafka_mock_topic_create(_cluster, topic, Partitions, 1));

    /// <summary>The next requests of a kind get these answers; 0 lets one pass.</summary>
    public void Answer(Request request, params int[] errors) =>
        Native.rd_kafka_mock_push_request_errors_array(_cluster, (short)request, (nuint)errors.Length, errors);

    public void TakeDown() => ForEachBroker(Native.rd_kafka_mock_broker_set_down);

    public void BringUp() => ForEachBroker(Native.rd_kafka_mock_broker_set_up);

    public void Dispose()
    {
        Native.rd_kafka_mock_cluster_destroy(_cluster);
        Native.rd_kafka_destroy(_client);
    }

    private void ForEachBroker(Func<nint, int, int> change)
    {
        for (var broker = 1; broker <= Brokers; broker++)
            Check(change(_cluster, broker));
    }

    private static void Check(int error) => Assert.Equal(0, error);

    private static class Native
    {
        private const string Library = "librdkafka.so.1";
#pragma warning disable SYSLIB1054, CA2101, SA1300 // Generated marshalling would need unsafe code in the tests; all texts are ASCII.
        [DllImport(Library)]
        public static extern nint rd_kafka_conf_new();

        [DllImport(Library)]
        public static extern nint rd_kafka_new(int type, nint conf, byte[] error, nint errorSize);

        [DllImport(Library)]
        public static extern void rd_kafka_destroy(nint client);

        [DllImport(Library)]
        public static extern nint rd_kafka_mock_cluster_new(nint client, int brokers);

        [DllImport(Library)]
        public static extern void rd_kafka_mock_cluster_destroy(nint cluster);

        [DllImport(Library)]
        public static extern nint rd_kafka_mock_cluster_bootstraps(nint cluster);

        [DllImport(Library)]
        public static extern int rd_kafka_mock_topic_create(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replication);

        [DllImport(Library)]
        public static extern void rd_kafka_mock_push_request_errors_array(nint cluster, short request, nuint count, int[] errors);

        [DllImport(Library)]
        public static extern int rd_kafka_mock_broker_set_down(nint cluster, int broker);

        [DllImport(Library)]
        public static extern int rd_kafka_mock_broker_set_up(nint cluster, int broker);
#pragma warning restore SYSLIB1054, CA2101, SA1300
    }
}
