using System.Net;
using Commerce.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Commerce.Defaults.Tests;

public sealed class ResilienceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_FailingForAMoment_IsRepeated()
    {
        var (client, neighbour) = Client(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/x", Stop)).StatusCode);
        Assert.Equal(3, neighbour.Calls);
        Assert.Equal("http://neighbour.test/x", neighbour.LastAddress);
    }

    [Fact]
    public async Task Write_WithoutKey_IsNeverRepeated()
    {
        var (client, neighbour) = Client(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.PostAsync("/x", new StringContent("{}"), Stop)).StatusCode);
        Assert.Equal(1, neighbour.Calls);
    }

    [Fact]
    public async Task Write_WithKey_IsRepeatedWithItsBody()
    {
        var (client, neighbour) = Client(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/x") { Content = new StringContent("the body") };
        request.Headers.Add("Idempotency-Key", "k");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request, Stop)).StatusCode);
        Assert.Equal(["the body", "the body"], neighbour.Bodies);
    }

    [Fact]
    public async Task Refusal_IsNotRepeated()
    {
        var (client, neighbour) = Client(HttpStatusCode.NotFound, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/x", Stop)).StatusCode);
        Assert.Equal(1, neighbour.Calls);
    }

    [Fact]
    public async Task Attempt_TooSlow_IsCutShort()
    {
        var (client, neighbour) = Client(options => (options.AttemptTimeout, options.Retries) = (TimeSpan.FromMilliseconds(50), 1));
        neighbour.Hangs = true;
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => client.GetAsync("/x", Stop));
        Assert.Equal(2, neighbour.Calls);
    }

    [Fact]
    public async Task Neighbour_FailingOn_IsLeftAloneUntilTheBreakIsOver()
    {
        var clock = new ManualClock();
        var (client, neighbour) = Client(options => (options.Retries, options.MinimumThroughput) = (0, 4), clock);
        neighbour.Otherwise = HttpStatusCode.InternalServerError;
        for (var i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/x", Stop)).StatusCode);
        await Assert.ThrowsAsync<BrokenCircuitException>(() => client.GetAsync("/x", Stop));
        Assert.Equal(4, neighbour.Calls);

        neighbour.Otherwise = HttpStatusCode.OK;
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/x", Stop)).StatusCode);
    }

    private static (HttpClient Client, Neighbour Neighbour) Client(params HttpStatusCode[] answers)
    {
        var (client, neighbour) = Client(options => options.RetryDelay = TimeSpan.FromMilliseconds(1));
        foreach (var answer in answers)
            neighbour.Answers.Enqueue(answer);
        return (client, neighbour);
    }

    private static (HttpClient Client, Neighbour Neighbour) Client(Action<ResilienceOptions> configure, TimeProvider? clock = null)
    {
        var neighbour = new Neighbour();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("services:neighbour:http:0", "http://neighbour.test")]).Build());
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddResilientHttpClient<NeighbourClient>("neighbour", configure).ConfigurePrimaryHttpMessageHandler(() => neighbour);
        return (services.BuildServiceProvider().GetRequiredService<NeighbourClient>().Http, neighbour);
    }

    private sealed class NeighbourClient(HttpClient http)
    {
        public HttpClient Http { get; } = http;
    }

    private sealed class Neighbour : HttpMessageHandler
    {
        public Queue<HttpStatusCode> Answers { get; } = [];

        public HttpStatusCode Otherwise { get; set; } = HttpStatusCode.OK;

        public bool Hangs { get; set; }

        public int Calls { get; private set; }

        public string? LastAddress { get; private set; }

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            LastAddress = request.RequestUri?.ToString();
            if (request.Content is not null)
                Bodies.Add(await request.Content.ReadAsStringAsync(cancellationToken));
            if (Hangs)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage(Answers.TryDequeue(out var answer) ? answer : Otherwise);
        }
    }
}
