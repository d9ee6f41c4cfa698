using System.Text.Json.Nodes;
using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Tests.Objectives;

public sealed class ObjectivesStatusTests
{
    [Fact]
    public async Task Status_WithoutRequests_HasTheObjectivesWithoutResults()
    {
        await using var server = await ObjectiveServer.StartAsync();

        var status = server.Status;

        Assert.Equal((new(0.999, null, 0), new(0.99, null, 0)), (status.Availability, status.Latency));
        Assert.Empty(status.Routes);
    }

    [Fact]
    public async Task Status_OfRoutesWithDifferentObjectives_WeighsThemByTheirRequests()
    {
        await using var server = await ObjectiveServer.StartAsync(
            ("Objectives:Default:Availability", "0.9"),
            ("Objectives:Default:LatencyShare", "0.8"),
            ("Objectives:Routes:stock:Route", "POST /stock/{answer}"),
            ("Objectives:Routes:stock:Availability", "0.5"),
            ("Objectives:Routes:stock:Latency", "00:00:05"));
        foreach (var answer in new[] { "right", "right", "late", "503" })
        {
            await server.GetAsync(answer);
            await server.SendAsync(HttpMethod.Post, $"/stock/{answer}");
        }

        var status = server.Status;

        Assert.Equal((5, 1, 2), (status.Good, status.Degraded, status.Bad));
        // Two of eight are bad, where four requests may have one bad in ten and four one in two.
        Assert.Equal(new(0.7, 0.75, 0.833333), status.Availability);
        Assert.Equal(new(0.8, 0.625, 1.875), status.Latency);
        Assert.Equal(
            [
                new(
                    "GET", "/orders/{answer}", TimeSpan.FromSeconds(1), 2, 1, 1,
                    new(0.9, 0.75, 2.5), new(0.8, 0.5, 2.5)),
                new(
                    "POST", "/stock/{answer}", TimeSpan.FromSeconds(5), 3, 0, 1,
                    new(0.5, 0.75, 0.5), new(0.8, 0.75, 1.25)),
            ],
            status.Routes);
    }

    [Fact]
    public async Task Status_AfterTheWindow_DropsOldRequests()
    {
        await using var server = await ObjectiveServer.StartAsync();
        await server.GetAsync("503");

        server.Time.Advance(TimeSpan.FromMinutes(4));
        var within = server.Status;
        server.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal((1, 0), (within.Bad, server.Status.Bad));
    }

    [Fact]
    public async Task StatusDocument_InDevelopment_HasTheSection()
    {
        await using var server = await ObjectiveServer.StartAsync();
        await server.GetAsync("late");

        var monitor = (IResilienceMonitor)server.Services.GetService(typeof(IResilienceMonitor))!;
        var section = System.Text.Json.JsonSerializer.SerializeToNode(
            monitor.GetStatus(), StatusJson.Options)!["sections"]!["objectives"]!;

        Assert.Equal((0, 1, 0), ((int)section["good"]!, (int)section["degraded"]!, (int)section["bad"]!));
        Assert.Equal("/orders/{answer}", (string?)Assert.Single(section["routes"]!.AsArray())!["route"]);
        Assert.Equal(100, Assert.IsAssignableFrom<JsonNode>(section["latency"]!["burn"]).GetValue<double>());
    }
}
