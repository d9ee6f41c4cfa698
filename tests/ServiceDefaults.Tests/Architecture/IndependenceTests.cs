using System.Xml.Linq;
using Microsoft.Extensions.Hosting;
using Testing;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>ServiceDefaults depends on packages alone and knows nothing of what this system is about.</summary>
public sealed class IndependenceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "ServiceDefaults");

    [Fact]
    public void Project_References_PackagesOnly()
    {
        var project = XDocument.Load(Path.Combine(Folder, "ServiceDefaults.csproj"));

        Assert.Empty(project.Descendants("ProjectReference"));
        Assert.NotEmpty(project.Descendants("PackageReference"));
        Assert.All(project.Descendants("Compile").Attributes("Include"), include => Assert.DoesNotContain("..", include.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_Everywhere_KnowNoPatient()
    {
        var sources = Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.DoesNotContain("patients", File.ReadAllText(source), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(typeof(ServiceDefaultsExtensions).Assembly.GetTypes(), type => type.Name.Contains("Patient", StringComparison.OrdinalIgnoreCase));
    }
}
