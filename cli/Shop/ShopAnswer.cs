using System.Text.Json;

namespace Commerce.Cli;

/// <summary>What the shop answered.</summary>
internal sealed record ShopAnswer(int Status, JsonElement Body)
{
    public bool IsOk => Status is >= 200 and < 300;

    /// <summary>The stable code of a refusal.</summary>
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>What a refusal says to a person.</summary>
    public string Detail => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "";

    /// <exception cref="RefusedException">The shop refused what it should not have.</exception>
    public JsonElement OrThrow(string doing) => IsOk
        ? Body
        : throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Failed, $"{doing} was answered with {Status} {Code}: {Detail}");
}
