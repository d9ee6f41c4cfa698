using System.Reflection;
using System.Xml.Linq;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Caching;
using ServiceDefaults.InboundLimits;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Queueing;
using ServiceDefaults.Redis;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>
/// The folder depends on packages only and is independent of this system's domain; its parts depend on each other in
/// one direction.
/// </summary>
public sealed class IndependenceTests
{
    private static readonly Assembly[] Parts =
    [
        typeof(ServiceDefaultsExtensions).Assembly, typeof(PipelinesExtensions).Assembly,
        typeof(RedisExtensions).Assembly, typeof(CachingExtensions).Assembly, typeof(QueueingExtensions).Assembly,
        typeof(InboundLimitsExtensions).Assembly, typeof(ApiKeysExtensions).Assembly,
    ];

    [Fact]
    public void Folder_Projects_AreTheExpectedOnes() => Assert.Equal(
        Parts.Select(part => part.GetName().Name!).Order(StringComparer.Ordinal),
        CopyableFolder.SourcesIn(CopyableFolder.Path).Where(file => file.EndsWith("proj", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("ServiceDefaults.Resilience")]
    [InlineData("ServiceDefaults", "ServiceDefaults.Resilience")]
    [InlineData("ServiceDefaults.Redis", "ServiceDefaults.Resilience")]
    [InlineData("ServiceDefaults.Authentication", "ServiceDefaults.Resilience")]
    [InlineData("ServiceDefaults.Fallback", "ServiceDefaults.Redis")]
    [InlineData("ServiceDefaults.Queueing", "ServiceDefaults.Redis")]
    [InlineData("ServiceDefaults.InboundLimits", "ServiceDefaults.Redis")]
    public void Project_References_ArePackagesAndAllowedPartsOnly(string part, params string[] references)
    {
        var project = XDocument.Load(Path.Combine(CopyableFolder.Path, part, $"{part}.csproj"));

        Assert.Equal(
            references.Select(reference => $"../{reference}/{reference}.csproj"),
            Included(project, "ProjectReference"));
        Assert.Empty(Included(project, "Reference"));
        Assert.Empty(project.Descendants("Import"));
        Assert.All(
            Included(project, "Compile").Concat(Included(project, "EmbeddedResource")),
            include => Assert.DoesNotContain("..", include, StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_Everywhere_DoNotMentionPatients()
    {
        var sources = CopyableFolder.SourcesIn(CopyableFolder.Path)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.DoesNotContain(
            "patients",
            File.ReadAllText(Path.Combine(CopyableFolder.Path, source)),
            StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(
            Parts.SelectMany(part => part.GetTypes()),
            type => type.Name.Contains("Patient", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Included(XDocument project, string item) =>
        project.Descendants(item).Attributes("Include").Select(include => include.Value);
}
