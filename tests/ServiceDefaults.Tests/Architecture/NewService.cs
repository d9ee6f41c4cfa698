using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace ServiceDefaults.Tests.Architecture;

/// <summary>
/// A new web project beside a copy of the folder, with what its README asks for: a reference and a call for each part,
/// and the two calls that every service needs. Its tests are one collection, so that the builds run one after the
/// other.
/// </summary>
internal sealed partial class NewService
{
    private const string Thin = "ServiceDefaults";

    // The parts that a service registers itself; Resilience and Redis are referenced by the parts that need them.
    private static readonly Dictionary<string, (string Namespace, string Call)> Parts = new(StringComparer.Ordinal)
    {
        ["ServiceDefaults.Authentication"] = ("ServiceDefaults.ApiKeys", "builder.AddApiKeys();"),
        ["ServiceDefaults.Fallback"] = ("ServiceDefaults.Caching", "builder.AddCaching();"),
        ["ServiceDefaults.InboundLimits"] = ("ServiceDefaults.InboundLimits", "builder.AddInboundLimits();"),
        ["ServiceDefaults.Queueing"] = ("ServiceDefaults.Queueing", "builder.AddReliableQueue(\"orders\");"),
    };

    private readonly string _folder;

    private NewService(string folder) => _folder = folder;

    /// <summary>
    /// Writes the project into <paramref name="repository"/>, where the copy lies in <c>ServiceDefaults</c>.
    /// </summary>
    public static async Task<NewService> CreateAsync(string repository)
    {
        var parts = Parts.Where(part => Directory.Exists(Path.Combine(repository, Thin, part.Key))).ToList();
        var references = parts.Select(part => part.Key)
            .Prepend(Thin).Select(part => $"""<ProjectReference Include="../{Thin}/{part}/{part}.csproj" />""");
        var service = new NewService(Directory.CreateDirectory(Path.Combine(repository, nameof(NewService))).FullName);
        await service.WriteAsync("NewService.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", references)}
              </ItemGroup>
            </Project>
            """);
        await service.WriteAsync("Program.cs", $"""
            {string.Concat(parts.Select(part => $"using {part.Value.Namespace};\n"))}
            var builder = WebApplication.CreateBuilder(args);
            builder.AddServiceDefaults();
            {string.Join('\n', parts.Select(part => part.Value.Call))}

            var app = builder.Build();
            app.MapDefaultEndpoints();
            app.Run();
            """);
        return service;
    }

    /// <summary>
    /// Builds without a warning, starts the service and requests <c>/health</c>. The audit for vulnerable packages is
    /// off because its result changes daily. Analyzers are off because they are slow and have already checked the same
    /// sources.
    /// </summary>
    public async Task<HttpStatusCode> HealthAsync(bool analyzed = false)
    {
        await Dotnet.RunAsync(
            _folder, "build", "-warnaserror", "-nodeReuse:false", "-p:NuGetAudit=false", $"-p:RunAnalyzers={analyzed}");
        using var service = Dotnet.Start(_folder, "bin/Debug/net10.0/NewService.dll", "--urls", "http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = await ListeningAddressAsync(service) };
            using var health = await client.GetAsync(
                new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
            return health.StatusCode;
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private Task WriteAsync(string file, string content) => File.WriteAllTextAsync(
        Path.Combine(_folder, file), content, TestContext.Current.CancellationToken);

    private static async Task<Uri> ListeningAddressAsync(Process service)
    {
        while (await service.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return new Uri(match.Groups["address"].Value);
            }
        }

        throw new InvalidOperationException($"The new service ended before it listened: "
            + $"{await service.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    [GeneratedRegex(
        "Now listening on: (?<address>http://[^ ]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
