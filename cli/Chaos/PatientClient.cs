using System.Text.Json;

namespace Commerce.Cli;

/// <summary>An app on a bad day: whatever fails without an answer is asked again, word for word, until the shop answers.</summary>
internal sealed class PatientClient(RunningShop shop, ClientHistory history, string email, string password, string? authenticator = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    // A login of staff may have to wait for the next code.
    private static readonly TimeSpan LogInTimeout = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ShopClient _visitor = shop.Visitor();
    private ShopClient? _client;

    public async Task SignInAsync(CancellationToken ct)
    {
        var answer = await InsistAsync(call => authenticator is null
            ? _visitor.PostAsync("/api/v1/auth/login", new { email, password }, call)
            : StaffLogIn.AnswerAsync(_visitor, email, password, authenticator, call), ct, LogInTimeout);
        _client = _visitor.With(answer.OrThrow($"Signing in as {email}").GetProperty("accessToken").GetString()!);
    }

    /// <summary>The answer to a call that may be made again: the shop's word, never the network's.</summary>
    public async Task<ShopAnswer> CallAsync(Func<ShopClient, CancellationToken, Task<ShopAnswer>> call, CancellationToken ct)
    {
        if (_client is null)
            await SignInAsync(ct);
        var answer = await InsistAsync(token => call(_client!, token), ct);
        if (answer.Status != 401)
            return answer;
        await SignInAsync(ct);
        return await InsistAsync(token => call(_client!, token), ct);
    }

    private async Task<ShopAnswer> InsistAsync(Func<CancellationToken, Task<ShopAnswer>> call, CancellationToken ct, TimeSpan? timeout = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (answer, failure) = await TryAsync(call, timeout ?? CallTimeout, ct);
            if (answer is not null)
                return answer;
            history.CallFailed(failure);
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new RefusedException(AppHost.Hosting.Monitoring.ExitCodes.Failed, $"No answer within {Patience.TotalMinutes:F0} minutes, last: {failure}.");
            await Task.Delay(Pause, ct);
        }
    }

    private static async Task<(ShopAnswer? Answer, string Failure)> TryAsync(Func<CancellationToken, Task<ShopAnswer>> call, TimeSpan within, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(within);
        try
        {
            var answer = await call(timeout.Token);
            return answer.Status is >= 500 or 429 ? (null, $"{answer.Status} {answer.Code}") : (answer, "");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, "timeout");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            return (null, "connection");
        }
    }
}
