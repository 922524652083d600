using System.Text;
using Commerce.Kernel;

namespace Commerce.Cli;

/// <summary>How the sample staff log in: with the password, then with a code of the sample authenticator.</summary>
internal static class StaffLogIn
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The shop's last word: tokens, or why not. A code is good once, so it may take until the next one is due.</summary>
    public static async Task<ShopAnswer> AnswerAsync(ShopClient visitor, string email, string password, string authenticator, CancellationToken ct)
    {
        var secret = Encoding.ASCII.GetBytes(authenticator);
        for (var step = Now() - 1; ; step++)
        {
            while (step > Now() + 1)
                await Task.Delay(Pause, ct);
            var asked = await visitor.PostAsync("/api/v1/auth/login", new { email, password }, ct);
            if (asked.Code != "identity.second_factor_required")
                return asked;
            var challenge = asked.Body.GetProperty("secondFactor").GetProperty("challenge").GetString();
            var answer = await visitor.PostAsync("/api/v1/auth/second-factor", new { challenge, method = "totp", code = TimeBasedCode.Of(secret, step) }, ct);
            // On a busy machine the step before this one may be two steps ago when the code arrives.
            var wasLate = answer.Code == "identity.invalid_code" && step < Now();
            if (answer.Code != "identity.code_used" && !wasLate)
                return answer;
        }
    }

    private static long Now() => TimeBasedCode.StepAt(TimeProvider.System.GetUtcNow());
}
