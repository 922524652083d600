using System.Text.Json;
using Commerce.Cli;

namespace Commerce.SystemTests;

/// <summary>Each operation lets pass whom the committed table says, and nobody else; an operation without a row is a fault.</summary>
[Collection(OnePlatform.Name)]
public sealed class PermissionMatrixTests(RunningPlatform platform)
{
    private static readonly string s_file = Path.Combine(Checkout.Root, "docs", "api", "permissions.md");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Table_IsWhatTheServicesSay_WithoutAnEmptyCell()
    {
        var owner = await platform.OwnerAsync();
        var operations = await OperationsAsync();
        var written = PermissionTable.Write(operations, await BodyAsync(owner, "/api/v1/roles"), await BodyAsync(owner, "/api/v1/permissions"));
        if (Environment.GetEnvironmentVariable("COMMERCE_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(s_file, written, Stop);

        Assert.DoesNotContain("?", PermissionTable.Read(written).SelectMany(row => row.Value.Values.Select(cell => cell == "?" ? $"{row.Key}: ?" : cell)), StringComparer.Ordinal);
        Assert.DoesNotContain(operations, o => !o.HasRule || (!o.IsOpen && !o.IsOwn && !o.IsForStaff && o.Permission is null));
        var committed = (await File.ReadAllTextAsync(s_file, Stop)).Split('\n');
        Assert.Equal(committed.Except(written.Split('\n')), []);
        Assert.Equal(written.Split('\n').Except(committed), []);
    }

    [Fact]
    public async Task EveryOperation_AnswersEachCallerAsTheTableSays()
    {
        var table = PermissionTable.Read(await File.ReadAllTextAsync(s_file, Stop));
        using var callers = await Callers.GatherAsync(platform);
        List<string> faults = [];
        var tried = 0;
        foreach (var operation in (await OperationsAsync()).OrderBy(EndsAllSessions))
        {
            if (!table.TryGetValue(operation.Name, out var row))
            {
                faults.Add($"{operation.Name} has no row.");
                continue;
            }

            // The customer comes last: what they are let do, they do.
            foreach (var (caller, cell) in row.Where(c => c.Value != PermissionTable.None).OrderBy(c => c.Key == PermissionTable.Own))
            {
                if (EndsAllSessions(operation) && cell == PermissionTable.Yes && PermissionTable.Staff.Contains(caller))
                    continue;
                tried++;
                faults.AddRange(await FaultsAsync(callers, operation, caller, cell));
            }
        }

        Assert.True(tried > 500, $"Only {tried} cells were tried.");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // The other tests of this platform go on with the sessions of its staff.
    private static bool EndsAllSessions(ApiOperation operation) => operation is { Method: "DELETE", NamesAThing: false };

    private static async Task<IEnumerable<string>> FaultsAsync(Callers callers, ApiOperation operation, string caller, string cell)
    {
        var ownsSomething = operation.IsOwn && operation.NamesAThing;
        var path = operation.PathWith(parameter =>
            ownsSomething ? callers.ThingOf(parameter, caller) : operation.IsNumber(parameter) ? "1" : Guid.CreateVersion7().ToString());
        // Without a body nobody does harm; only who must not see the thing at all shows that by asking properly.
        var (status, code) = await callers.CallAsync(caller, operation, path, ownsSomething && cell is "404" or "403" ? operation.Example : null);
        var isAsSaid = cell switch
        {
            // Whom it asks for a fresh proof it would let pass, or staff whose login is a while ago; or it asks before it looks for the thing.
            not "401" when code == "step_up_required" => cell == PermissionTable.Yes || PermissionTable.Staff.Contains(caller) || caller == PermissionTable.Foreign,
            PermissionTable.Yes => !(status is 401 or 403 or >= 500 || (status == 404 && ownsSomething)),
            "401" => status == 401 && code != "step_up_required",
            _ => $"{status}" == cell,
        };
        return isAsSaid ? [] : [$"{operation.Name} answers {status} {code} to {caller}; the table says {cell}."];
    }

    private async Task<ApiOperation[]> OperationsAsync()
    {
        var document = await BodyAsync(platform.Shop.Visitor(), "/openapi/v1.json");
        Assert.False(document.TryGetProperty("x-unavailable", out _));
        var operations = ApiOperation.Of(document);
        Assert.True(operations.Length > 70, $"Only {operations.Length} operations are described.");
        return operations;
    }

    private static async Task<JsonElement> BodyAsync(ShopClient client, string path)
    {
        var answer = await client.GetAsync(path, Stop);
        Assert.True(answer.IsOk, $"{path}: {answer.Status} {answer.Detail}");
        return answer.Body;
    }
}
