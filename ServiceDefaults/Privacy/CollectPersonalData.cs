using System.IO.Compression;
using System.Text.Json;
using Commerce.Data;
using Commerce.Identity.Contracts;
using Commerce.Messaging;

namespace Commerce.Privacy;

/// <summary>Somebody wants to have everything about them: this context's share, readable only for whoever asked.</summary>
internal sealed class CollectPersonalData(IPersonalData data, ServiceName service, TimeProvider clock) : IMessageHandler<PersonalDataRequestedV1>
{
    /// <summary>Characters of base64 in one message.</summary>
    internal const int MostInOne = 600_000;

    public async Task HandleAsync(IReadOnlyList<Received<PersonalDataRequestedV1>> messages, Session session, CancellationToken ct)
    {
        foreach (var (request, cause) in messages.Select(m => (m.Message, m.Context)))
        {
            var content = await data.CollectAsync(session, request.UserId, ct);
            var text = Convert.ToBase64String(ForOneReader.Seal(
                Convert.FromBase64String(request.PublicKey), Compress(JsonSerializer.SerializeToUtf8Bytes(content)), request.RequestId.ToByteArray()));
            var parts = text.Chunk(MostInOne).Select(part => new string(part)).ToArray();
            for (var i = 0; i < parts.Length; i++)
            {
                session.Publish(
                    new DeliverPersonalDataV1(request.RequestId, request.UserId, service.Name, i + 1, parts.Length, parts[i], clock.GetUtcNow()),
                    request.UserId, cause);
            }
        }
    }

    private static byte[] Compress(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(plain);
        return packed.ToArray();
    }
}

/// <summary>What this service is called in messages.</summary>
internal sealed record ServiceName(string Name);
