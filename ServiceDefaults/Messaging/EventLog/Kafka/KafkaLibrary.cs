using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Commerce.Messaging;

/// <summary>
/// Loads the operating system's librdkafka, because the package that would bring one along does not restore everywhere. Where it does,
/// a package reference to it makes this class superfluous.
/// </summary>
internal static class KafkaLibrary
{
    private const string SystemName = "librdkafka.so.1";
    private static readonly Lazy<nint> Loaded = new(Load);

    /// <exception cref="InvalidOperationException">There is none on this machine.</exception>
    public static void Require() => _ = Loaded.Value;

    private static nint Load()
    {
        if (!NativeLibrary.TryLoad(SystemName, out var library))
            throw new InvalidOperationException($"Kafka is configured, but {SystemName} is not installed. On Debian: apt-get install librdkafka1");
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
        return library;

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == "librdkafka" ? library : 0;
    }
}
