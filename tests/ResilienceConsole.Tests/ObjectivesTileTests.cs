using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ResilienceConsole.Tests;

public sealed class ObjectivesTileTests : IAsyncDisposable
{
    private readonly ConsoleApp _console = new();

    [Fact]
    public async Task GetEvents_OfTwoReplicas_ShowsTheObjectivesOfTheirService()
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(
            Samples.Status(instance: "host/1", objectives: Samples.Objectives(good: 989, degraded: 10, bad: 1))));
        await ConsoleApp.ReportAsync(client, Samples.Report(
            Samples.Status(instance: "host/2", objectives: Samples.Objectives(good: 996, degraded: 1, bad: 3))));

        var rows = await ReadObjectivesAsync(client);

        Assert.Equal(
            [
                "patient-gateway answered 99.9 % 99.8 % 2 × over budget",
                "patient-gateway right and in time 99 % 99.25 % 0.8 × within budget",
            ],
            rows);
    }

    [Theory]
    [InlineData("""{"good":"many"}""")]
    [InlineData("[]")]
    public async Task GetEvents_WithASectionOfAnotherVersion_ShowsTheOthers(string section)
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(
            Samples.Status(instance: "host/1", objectives: Samples.Objectives(good: 10))));
        var other = Samples.Report(Samples.Status(instance: "host/2"));
        other["status"]!["sections"]!["objectives"] = JsonNode.Parse(section);
        await ConsoleApp.ReportAsync(client, other);

        Assert.Equal(2, (await ReadObjectivesAsync(client)).Count);
    }

    [Fact]
    public async Task GetEvents_WithoutRequests_ShowsThatThereAreNone()
    {
        using var client = _console.CreateClient();
        await ConsoleApp.ReportAsync(client, Samples.Report(Samples.Status()));

        Assert.Contains("No request of a caller", await ReadTileAsync(client), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    // The cells of each row of the tile.
    private static async Task<IReadOnlyList<string>> ReadObjectivesAsync(HttpClient client) =>
        [.. XElement.Parse(await ReadTileAsync(client)).Element("tbody")!.Elements("tr")
            .Select(row => string.Join(' ', row.Elements().Select(cell => cell.Value)))];

    private static async Task<string> ReadTileAsync(HttpClient client)
    {
        await using var stream = await client.GetStreamAsync("/events", TestContext.Current.CancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());
        return (string)JsonNode.Parse(events.Current.Data)!["parts"]!["objectives"]!;
    }
}
