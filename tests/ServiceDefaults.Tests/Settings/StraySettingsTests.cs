using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Fallback;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Queueing;
using ServiceDefaults.Settings;
using ServiceDefaults.Settings.Internal;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Settings;

public sealed class StraySettingsTests
{
    private enum Color
    {
        Red,
    }

    [Theory]
    [InlineData("Shop:Nmae", "Nmae")]
    [InlineData("Shop:Name", null)]
    [InlineData("shop:name", null)]
    [InlineData("Shop:Name:First", null)]
    [InlineData("Shop:Color", null)]
    [InlineData("Shop:Wait", null)]
    [InlineData("Shop:Full", "Full")]
    [InlineData("Shop:Address:Street", null)]
    [InlineData("Shop:Address:Streat", "Address:Streat")]
    [InlineData("Shop:Branches:any name:Street", null)]
    [InlineData("Shop:Branches:any name:Streat", "Branches:any name:Streat")]
    [InlineData("Shop:Others:0:Street", null)]
    [InlineData("Shop:Others:0:Streat", "Others:0:Streat")]
    [InlineData("Shop:Waits:any name", null)]
    [InlineData("Shopp:Name", null)]
    public void In_SettingsOfOptions_FindsThoseWithoutAProperty(string setting, string? stray) => Assert.Equal(
        stray is null ? [] : [$"Shop:{stray}"],
        Find([new("Shop", typeof(Shop))], setting).Select(found => found.Path));

    [Theory]
    [InlineData("Shops:here:Name", null)]
    [InlineData("Shops:HERE:Name", null)]
    [InlineData("Shops:there:Name", "Shops:there")]
    [InlineData("Shops:Key", null)]
    public void In_ChildrenOfAContainer_FindsUnknownOnes(string setting, string? stray)
    {
        var found = Find(
            [new("Shops"), new("Shops:here", typeof(Shop)), new("Shops:Key", typeof(string)), new("Shops")], setting);

        Assert.Equal(stray is null ? [] : [stray], found.Select(one => one.Path));
        Assert.All(found, one => Assert.Equal(["here", "Key"], one.Known));
    }

    [Theory]
    [InlineData("Resilience:Pipeline:thing:Retry:MaxAttempts")]
    [InlineData("Resilience:Presets:standard:Retry:MaxAttemps")]
    [InlineData("Fallback:Operation:read:MaxStale")]
    [InlineData("Fallback:Operations:raed:MaxStale")]
    [InlineData("Fallback:Operations:read:MaxStail")]
    [InlineData("Queues:wirtes:MaxAttempts")]
    [InlineData("Caching:MemoryLimt")]
    [InlineData("Monitoring:Degraded:ErorRate")]
    public async Task Start_MisspeltSetting_IsOneWarningThatNamesIt(string setting)
    {
        await using var host = Host(setting);

        await host.Host.StartAsync(TestContext.Current.CancellationToken);

        var warning = Assert.Single(Warnings(host));
        var stray = warning["The setting ".Length..].Split(' ')[0];
        Assert.StartsWith(stray, setting, StringComparison.Ordinal);
        Assert.StartsWith(
            $"The setting {stray} has no effect in this service: correct the name, or remove it. "
            + $"The names in {stray[..stray.LastIndexOf(':')]} are: ",
            warning,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_MisspeltSetting_LogsOneWarning()
    {
        await using var host = Host("Fallback:Operations:read:MaxStale");
        await host.Host.StartAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Warnings(host));

        host.Change(("Resilience:Pipelines:thingy:Retry:MaxAttempts", "3"));
        host.Reload();

        Assert.Equal(
            "The setting Resilience:Pipelines:thingy has no effect in this service: correct the name, or remove it. "
            + "The names in Resilience:Pipelines are: redis, thing.",
            Assert.Single(Warnings(host)));
    }

    private static PipelineHost Host(string setting) => new(
        builder => builder.AddAnyDependency(DependencyKind.Worker).AddReliableQueue("writes")
            .AddFallback<string, string?>("read", read => read
                .FromPrimary<TimeProvider>((_, request, _) => Task.FromResult<string?>(request))
                .WithCacheTag(request => new("thing", request))
                .ThenCache(new JsonResultSerializer<string>())),
        new() { [setting] = "00:00:05", ["urls"] = "http://127.0.0.1:0" });

    private static IEnumerable<string> Warnings(PipelineHost host) => host.Logs.GetSnapshot()
        .Where(line => line.Level == LogLevel.Warning
            && line.Category!.EndsWith("StraySettingsService", StringComparison.Ordinal))
        .Select(line => line.Message);

    private static List<StraySetting> Find(IReadOnlyList<KnownSection> known, string setting) =>
    [
        .. StraySettings.In(
            new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [setting] = "x" })
                .Build(),
            known)
    ];

    private sealed class Shop
    {
        public string? Name { get; set; }

        public Color Color { get; set; }

        public TimeSpan? Wait { get; set; }

        public string Full => $"{Name} {Address.Street}";

        public Address Address { get; } = new();

        public IDictionary<string, Address> Branches { get; } =
            new Dictionary<string, Address>(StringComparer.Ordinal);

        public IList<Address> Others { get; } = [];

        public IDictionary<string, TimeSpan> Waits { get; } =
            new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
    }

    private sealed class Address
    {
        public string? Street { get; set; }
    }
}
