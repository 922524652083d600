using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Commerce.Defaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Identity;

/// <summary>Staff who see the shop as a shopper does.</summary>
public sealed class ImpersonationTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task Impersonation_ShowsTheShoppersAccount_AndSaysWhoLooks()
    {
        var (owner, ada) = (await host.SignedInAsync("owner"), await host.SignedInAsync());
        using var staff = host.As(owner);
        var started = await StartAsync(staff, ada.Id, "Ticket 4711");
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        Assert.True(started.Headers.CacheControl!.NoStore);
        var answer = await started.JsonAsync();
        Assert.False(answer.TryGetProperty("refreshToken", out _));
        var claims = SentPeople.Claims(answer.GetProperty("accessToken").GetString()!);
        Assert.Equal(ada.Id, claims.GetProperty("sub").GetGuid());
        Assert.Equal(owner.Id, claims.GetProperty("act").GetProperty("sub").GetGuid());
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 1, 900);
        Assert.Equal((0, 0), (claims.GetProperty("auth_time").GetInt64(), claims.GetProperty("amr").GetArrayLength()));
        Assert.Equal("0", claims.GetProperty("acr").GetString());

        using var shopper = host.CreateClient(answer.GetProperty("accessToken").GetString());
        var me = await (await shopper.GetAsync("/api/v1/users/me")).JsonAsync();
        Assert.Equal((ada.Id, owner.Id), (me.GetProperty("id").GetGuid(), me.GetProperty("impersonatedBy").GetGuid()));
        using var herself = host.CreateClient(ada.AccessToken);
        Assert.Equal(JsonValueKind.Null, (await (await herself.GetAsync("/api/v1/users/me")).JsonAsync()).GetProperty("impersonatedBy").ValueKind);
        var seen = await (await herself.GetAsync("/api/v1/users/me/security-events")).JsonAsync();
        Assert.Equal("impersonated-by-staff", seen.GetProperty("items")[0].GetProperty("kind").GetString());

        var listed = (await (await staff.GetAsync($"/api/v1/impersonations?userId={ada.Id}&active=true")).JsonAsync()).GetProperty("items");
        var one = Assert.Single(listed.EnumerateArray());
        Assert.Equal((owner.Id, "Ticket 4711", "active"), (one.GetProperty("staffId").GetGuid(), one.GetProperty("reason").GetString(), one.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Impersonator_ChangesNothing_WhicheverEndpointTheyTry()
    {
        var (owner, ada) = (await host.SignedInAsync("owner"), await host.SignedInAsync());
        using var shopper = host.CreateClient(await TokenAsync(owner, ada.Id));
        var endpoints = host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => (Route: e.RoutePattern, Methods: e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [], e.Metadata))
            .SelectMany(e => e.Methods.Select(m => (e.Route, Method: m, e.Metadata)))
            .Where(e => e.Route.RawText!.StartsWith("/api/", StringComparison.Ordinal) && (e.Method is not "GET" || e.Metadata.GetMetadata<FreshProofMetadata>() is not null))
            .ToList();
        Assert.True(endpoints.Count > 60, $"Only {endpoints.Count} endpoints were found.");
        foreach (var (route, method, metadata) in endpoints)
        {
            var path = System.Text.RegularExpressions.Regex.Replace(route.RawText!, @"\{[^}]+\}", p => p.Value.Contains(":long", StringComparison.Ordinal) ? "1" : Guid.CreateVersion7().ToString());
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            var code = await (await shopper.SendAsync(request)).CodeAsync(403);
            var expected = metadata.GetMetadata<PermissionMetadata>() is not null ? "permission_denied"
                : metadata.GetMetadata<StaffMetadata>() is not null ? "forbidden" : "impersonation_forbidden";
            Assert.True(code == expected, $"{method} {path}: {code}");
        }
    }

    [Fact]
    public async Task Impersonation_EndsAtOnce_ByStaff_ByTheOwner_AndWithTheSessionItHangsOn()
    {
        var (owner, ada) = (await host.SignedInAsync("owner"), await host.SignedInAsync());
        using var staff = host.As(owner);
        var first = await (await StartAsync(staff, ada.Id)).JsonAsync();
        var id = first.GetProperty("impersonationId").GetGuid();
        Assert.Equal(HttpStatusCode.NoContent, (await staff.DeleteAsync($"/api/v1/impersonations/{id}")).StatusCode);
        Assert.Equal("identity.impersonation_not_found", await (await staff.DeleteAsync($"/api/v1/impersonations/{id}")).CodeAsync(404));
        await UntilRefusedAsync(first);
        Assert.Equal(("ended", "revoked-by-staff"), await StateAsync(staff, ada.Id));

        using var herself = host.CreateClient(ada.AccessToken);
        var second = await (await StartAsync(staff, ada.Id)).JsonAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await herself.DeleteAsync($"/api/v1/users/me/sessions/{second.GetProperty("impersonationId").GetGuid()}")).StatusCode);
        await UntilRefusedAsync(second);
        Assert.Equal(("ended", "revoked-by-owner"), await StateAsync(staff, ada.Id));

        var third = await (await StartAsync(staff, ada.Id)).JsonAsync();
        var another = await host.SignedInAsync("owner");
        using var colleague = host.As(another);
        Assert.Equal(HttpStatusCode.NoContent, (await staff.PostAsJsonAsync("/api/v1/auth/logout", new { refreshToken = owner.RefreshToken })).StatusCode);
        await UntilRefusedAsync(third);
        Assert.Equal("ended", (await StateAsync(colleague, ada.Id)).Status);
        Assert.NotNull(await (await StartAsync(staff, ada.Id)).CodeAsync(401));
    }

    [Fact]
    public async Task Impersonation_OfStaff_OfOneself_OfNobody_OrWithoutTheRight_IsRefused()
    {
        var owner = await host.SignedInAsync("owner");
        var ada = await host.SignedInAsync();
        using var staff = host.As(owner);
        Assert.Equal("identity.not_a_shopper", await (await StartAsync(staff, (await host.SignedInAsync("support")).Id)).CodeAsync(403));
        Assert.Equal("identity.not_a_shopper", await (await StartAsync(staff, (await host.SignedInAsync("owner")).Id)).CodeAsync(403));
        Assert.Equal("identity.own_account", await (await StartAsync(staff, owner.Id)).CodeAsync(409));
        Assert.Equal("identity.user_not_found", await (await StartAsync(staff, Guid.CreateVersion7())).CodeAsync(404));
        foreach (var reason in new[] { "", " ", "\u202e", "a\nb", new string('x', 501) })
            Assert.Equal("validation_failed", await (await StartAsync(staff, ada.Id, reason)).CodeAsync(422));
        await host.Database.ExecuteAsync("UPDATE users SET disabled_at = now(), disabled_reason = 'x' WHERE id = $1", ada.Id);
        Assert.Equal("identity.account_is_disabled", await (await StartAsync(staff, ada.Id)).CodeAsync(409));

        using var support = host.As(await host.SignedInAsync("support"));
        Assert.Equal("permission_denied", await (await StartAsync(support, ada.Id)).CodeAsync(403));
        Assert.Equal("permission_denied", await (await support.GetAsync("/api/v1/impersonations")).CodeAsync(403));
        using var nobody = host.CreateClient(token: null);
        Assert.NotNull(await (await StartAsync(nobody, ada.Id)).CodeAsync(401));
        host.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("step_up_required", await (await StartAsync(staff, ada.Id)).CodeAsync(401));
    }

    [Fact]
    public async Task Messages_OfAnImpersonator_NameBoth()
    {
        var (owner, ada) = (await host.SignedInAsync("owner"), await host.SignedInAsync());
        var principal = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity(
            [new("sub", ada.Id.ToString()), new("act", $$"""{"sub":"{{owner.Id}}"}""")], "Bearer"));
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { User = principal };
        var context = RequestContexts.Of(http);
        Assert.Equal((ada.Id.ToString(), owner.Id.ToString()), (context.UserId, context.ActorId));
        await using (var session = host.Services.GetRequiredService<Data.SessionFactory>().Open(context))
        {
            host.Services.GetRequiredService<AccountHistory>().Note(session, ada.Id, "tried");
            await session.CommitAsync(TestContext.Current.CancellationToken);
        }

        var metadata = await host.Database.ScalarAsync<string>("SELECT (envelope::jsonb -> 'metadata')::text FROM outbox WHERE envelope::jsonb -> 'data' ->> 'kind' = 'tried'");
        var told = JsonDocument.Parse(metadata!).RootElement;
        Assert.Equal((ada.Id, owner.Id), (told.GetProperty("userId").GetGuid(), told.GetProperty("actorId").GetGuid()));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"sub":1}""")]
    [InlineData("[]")]
    public void Actor_ThatCannotBeRead_IsStillSomebodyElse(string act)
    {
        var principal = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity([new("act", act)], "Bearer"));
        Assert.Equal(Guid.Empty, principal.ImpersonatorId());
    }

    private static Task<HttpResponseMessage> StartAsync(HttpClient client, Guid userId, string reason = "Ticket 4711") =>
        client.PostAsJsonAsync($"/api/v1/users/{userId}/impersonations", new { reason });

    private async Task<string> TokenAsync(SignedInPerson owner, Guid userId)
    {
        using var staff = host.As(owner);
        return (await (await StartAsync(staff, userId)).JsonAsync()).GetProperty("accessToken").GetString()!;
    }

    private async Task UntilRefusedAsync(JsonElement started)
    {
        using var client = host.CreateClient(started.GetProperty("accessToken").GetString());
        var began = TimeProvider.System.GetTimestamp();
        while ((await client.GetAsync("/api/v1/users/me")).StatusCode != HttpStatusCode.Unauthorized)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "The token is still good.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(string? Status, string? Why)> StateAsync(HttpClient staff, Guid userId)
    {
        var newest = (await (await staff.GetAsync($"/api/v1/impersonations?userId={userId}")).JsonAsync()).GetProperty("items")[0];
        return (newest.GetProperty("status").GetString(), newest.GetProperty("endedWhy").GetString());
    }
}
