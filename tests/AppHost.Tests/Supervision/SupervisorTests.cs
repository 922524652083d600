using Aspire.Hosting.ApplicationModel;
using Commerce.AppHost.Hosting;
using Commerce.AppHost.Hosting.Monitoring;

namespace Commerce.AppHost.Tests;

/// <summary>Whatever happens to what it looks after, the supervisor goes on.</summary>
public sealed class SupervisorTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ResourceBoard _board = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("commerce-supervisor-");
    private readonly ResourceLog _log;

    public SupervisorTests() => _log = new("clock", Path.Combine(_folder.FullName, "clock.log"), TimeProvider.System);

    public ValueTask InitializeAsync()
    {
        _board.Add(new ResourceSnapshot("clock", ResourceKinds.Project, ResourceStates.Waiting, null, null, [], 0, null, null, null, []));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Process_ThatDiesDuringAHealthCheck_IsStartedAgain()
    {
        // The check is under way when the process ends: its connection breaks at the moment at which the check is called off.
        var driver = new FakeDriver
        {
            Spec = new("sleep", ["600"]),
            SecondCheck = async ct =>
            {
                Kill(_board["clock"].Pid!.Value);
                await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                throw new HttpRequestException("The connection was reset.");
            },
        };
        using var supervisor = Supervise(driver);
        await supervisor.StartAsync();
        await _board.WaitAsync("clock", s => s.Restarts >= 1 && s is { State: ResourceStates.Running, Pid: not null }, Soon());
        await supervisor.StopAsync();
        Assert.Equal(ResourceStates.Stopped, _board["clock"].State);
    }

    [Fact]
    public async Task Process_ThatCannotBeStarted_IsTriedAgainAndThenGivenUpInWords()
    {
        using var supervisor = Supervise(new FakeDriver { Spec = new("sleep", ["600"]) { WorkingDirectory = Path.Combine(_folder.FullName, "gone") } });
        await supervisor.StartAsync();
        await _board.WaitAsync("clock", s => s.State == ResourceStates.Failed, Soon());
        await supervisor.StopAsync();
        Assert.Contains(_log.Read(100), line => line.Text.Contains("could not be run", StringComparison.Ordinal));
    }

    private static void Kill(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }

    private static CancellationToken Soon() => new CancellationTokenSource(Patience).Token;

    private Supervisor Supervise(FakeDriver driver) => new(
        new Unit(new ProjectResource("clock") { ProjectPath = "clock.csproj" }, 0), driver, _board, _log, new HealthWatch(_board, TimeProvider.System), _ => Task.CompletedTask, TimeProvider.System);

    private sealed class FakeDriver : IDriver
    {
        private int _asked;

        public required ProcessSpec Spec { get; init; }

        public Func<CancellationToken, Task<bool>>? SecondCheck { get; init; }

        public string Kind => ResourceKinds.Project;

        public string? Source => null;

        public IReadOnlyList<string> Urls => [];

        public Task<ProcessSpec?> PrepareAsync(Action<string, bool> log, CancellationToken ct) => Task.FromResult<ProcessSpec?>(Spec);

        public Task<bool> IsHealthyAsync(CancellationToken ct) =>
            Interlocked.Increment(ref _asked) == 2 && SecondCheck is { } check ? check(ct) : Task.FromResult(true);
    }
}
