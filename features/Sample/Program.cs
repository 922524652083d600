using Commerce.Sample;

var clock = TimeProvider.System;
var began = clock.GetTimestamp();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var token = await OwnersTokenAsync();
    await new SampleShop(ApiOf("catalog"), ApiOf("inventory"), Console.WriteLine).FillAsync(token, stop.Token);
    Console.WriteLine($"The sample shop is ready after {clock.GetElapsedTime(began).TotalSeconds:0.0} s.");
    return 0;
}
catch (KeycloakRefusedException e)
{
    // A Keycloak that somebody else runs knows no sample staff.
    Console.WriteLine($"The sample shop is not loaded. {e.Message}");
    return 0;
}
catch (LoadingException e)
{
    await Console.Error.WriteLineAsync($"The sample shop could not be filled. {e.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped before the sample shop was filled; the next start goes on from here.");
    return 130;
}

async Task<string> OwnersTokenAsync()
{
    var (authority, identity) = (Setting("Auth__Authority"), Setting("services__identity__http__0"));
    var (password, authenticator) = (Setting("Sample__Password"), Setting("Sample__Authenticator"));
    if (authority.StartsWith(identity, StringComparison.Ordinal))
        return await new OwnerLogIn(ApiOf("identity"), clock).TokenAsync(SampleShop.Owner, password, authenticator, stop.Token);
    using var keycloak = new KeycloakLogIn(new Uri(authority), new Uri(Setting("services__gateway__http__0")));
    return await keycloak.TokenAsync(SampleShop.Owner, password, authenticator, stop.Token);
}

ShopApi ApiOf(string service) => new(new HttpClient { BaseAddress = new Uri(Setting($"services__{service}__http__0")) }, clock);

static string Setting(string name) => Environment.GetEnvironmentVariable(name)
    ?? throw new LoadingException($"The environment variable {name} is missing.");
