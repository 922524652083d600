using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Commerce.Identity;

/// <summary>A service with room for one hash and three who wait.</summary>
public sealed class SmallIdentityHost : IdentityHost
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["PasswordHashing:Concurrency"] = "1";
        Settings["PasswordHashing:QueueLimit"] = "3";
    }
}

public sealed class PasswordHashingTests(SmallIdentityHost host) : IClassFixture<SmallIdentityHost>
{
    [Fact]
    public async Task LogIn_WhenTooManyWait_IsToldToComeBack()
    {
        using var client = host.CreateClient(token: null);
        host.Hasher.Open.Reset();
        try
        {
            var calls = Enumerable.Range(0, 12).Select(_ => client.PostAsJsonAsync(
                "/api/v1/auth/login", new { email = host.NewEmail(), password = "whatever it may be" })).ToList();
            var refused = new List<HttpResponseMessage>();
            while (refused.Count < 8)
            {
                var done = await Task.WhenAny(calls).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
                calls.Remove(done);
                refused.Add(await done);
            }

            foreach (var answer in refused)
            {
                Assert.Equal("identity.busy", await answer.CodeAsync(503));
                Assert.NotNull(answer.Headers.RetryAfter?.Delta);
            }

            host.Hasher.Open.Set();
            Assert.All(await Task.WhenAll(calls), a => Assert.Equal(401, (int)a.StatusCode)); // those who could wait got their turn
        }
        finally
        {
            host.Hasher.Open.Set();
        }
    }

    [Fact]
    public void Hasher_AsConfigured_HashesAtTodaysFloor()
    {
        host.StartServer();
        var options = host.Services.GetRequiredService<IOptions<PasswordHasherOptions>>();
        var hasher = new PasswordHasher<User>(options);
        var began = Stopwatch.GetTimestamp();
        var hash = Convert.FromBase64String(hasher.HashPassword(User.Register(default, default, "A", default), "four words of my own"));
        TestContext.Current.TestOutputHelper?.WriteLine($"one hash: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");

        // Format 1: marker, then the pseudo-random function (2 = HMAC-SHA512) and the rounds, big-endian.
        Assert.Equal(1, hash[0]);
        Assert.Equal(2, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)));
        Assert.True(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)) >= 220_000);
    }
}
