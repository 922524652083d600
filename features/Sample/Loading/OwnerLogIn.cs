using System.Text;
using Commerce.Kernel;

namespace Commerce.Sample;

/// <summary>Logs in as a member of staff: with the password, then with a code of the sample authenticator.</summary>
internal sealed class OwnerLogIn(ShopApi identity, TimeProvider clock)
{
    public async Task<string> TokenAsync(string email, string password, string authenticator, CancellationToken ct)
    {
        var secret = Encoding.ASCII.GetBytes(authenticator);
        // A code is good once, and others log in with this authenticator too: the next one, until one is new.
        for (var step = TimeBasedCode.StepAt(clock.GetUtcNow()) - 1; ; step++)
        {
            while (step > TimeBasedCode.StepAt(clock.GetUtcNow()) + 1)
                await Task.Delay(TimeSpan.FromSeconds(1), clock, ct);
            var asked = await identity.PostAsync<LogIn>("api/v1/auth/login", new { email, password }, ct, "identity.second_factor_required");
            var answer = asked.SecondFactor is null ? asked : await identity.PostAsync<LogIn>(
                "api/v1/auth/second-factor",
                new { challenge = asked.SecondFactor.Challenge, method = "totp", code = TimeBasedCode.Of(secret, step) },
                ct,
                "identity.code_used");
            if (answer.AccessToken is { } token)
                return token;
        }
    }

    private sealed record LogIn(string? AccessToken, Question? SecondFactor, string? Code);

    private sealed record Question(string Challenge);
}
