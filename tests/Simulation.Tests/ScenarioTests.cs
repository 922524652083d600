namespace Commerce.Simulation;

/// <summary>The field's known bugs: they do not happen here, and they do as soon as what prevents them is taken away.</summary>
public sealed class ScenarioTests
{
    private const int Seeds = 60;

    public static TheoryData<string> Names => [.. Scenarios.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_WhateverTheTiming_IsSafe(string name)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var result = Scenarios.Find(name).Run(WorldSettings.Of(seed), Guards.All);
            Assert.True(result.IsGood, $"./commerce simulate --scenario {name} --seed {seed} --trace: {string.Join("; ", result.Violations)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_WithoutItsGuard_GoesWrong(string name)
    {
        var scenario = Scenarios.Find(name);
        var wrong = Enumerable.Range(1, Seeds).Where(seed => !scenario.Run(WorldSettings.Of(seed), scenario.Without).IsGood).ToArray();
        Assert.True(wrong.Length > 0, $"Nothing goes wrong in {name} when there is no guard such that {scenario.Guard}.");
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {wrong.Length} of {Seeds}, seed {wrong[0]}: {scenario.Run(WorldSettings.Of(wrong[0]), scenario.Without).Violations[0]}");
    }
}
