using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServiceDefaults.GuideVariables;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Pipelines.Internal;
using ServiceDefaults.Settings;
using ServiceDefaults.Tests.Pipelines;
using Testing;

namespace ServiceDefaults.Tests.Settings;

/// <summary>Sets environment variables of the process, so no other test may run at the same time.</summary>
[CollectionDefinition(nameof(ProcessEnvironment), DisableParallelization = true)]
public sealed class ProcessEnvironment;

[Collection(nameof(ProcessEnvironment))]
public sealed class SettingsStrengthTests : IDisposable
{
    private const string Flat = "RETRY_THING_MAX_ATTEMPTS";
    private const string Nested = "Resilience__Pipelines__thing__Retry__MaxAttempts";
    private const string Key = "Resilience:Pipelines:thing:Retry:MaxAttempts";

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Flat, null);
        Environment.SetEnvironmentVariable(Nested, null);
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 11)]
    [InlineData(2, 12)]
    [InlineData(3, 13)]
    [InlineData(4, 14)]
    [InlineData(5, 15)]
    public void Sources_InOrderOfPrecedence_OverrideTheOnesBefore(int sources, int expected)
    {
        WriteSettings("appsettings.json", sources >= 1 ? 11 : null);
        WriteSettings("appsettings.Production.json", sources >= 2 ? 12 : null);
        Environment.SetEnvironmentVariable(Flat, sources >= 3 ? "13" : null);
        Environment.SetEnvironmentVariable(Nested, sources >= 4 ? "14" : null);

        Assert.Equal(expected, MaxAttempts(sources >= 5 ? [$"--{Key}=15"] : []));
    }

    [Theory]
    [InlineData(Flat, "the guide's flat environment variables")]
    [InlineData(Nested, "the environment")]
    public void Table_OfAnEnvironmentVariable_NamesItAsTheSource(string variable, string from)
    {
        Environment.SetEnvironmentVariable(variable, "13");
        using var host = new PipelineHost(
            builder => builder.AddFlatVariables().AddAnyDependency(DependencyKind.Worker));

        var table = ActivatorUtilities.CreateInstance<SettingsTable>(host.Services).Print();

        Assert.Matches($"Retry:MaxAttempts +13 +Resilience:Pipelines:thing in {from}\n", table);
    }

    [Fact]
    public void Table_OfTheCommandLine_NamesItAsTheSource()
    {
        using var app = (IDisposable)Build([$"--{Key}=15"]);

        var table = ActivatorUtilities.CreateInstance<SettingsTable>(((WebApplication)app).Services).Print();

        Assert.Matches("Retry:MaxAttempts +15 +Resilience:Pipelines:thing in the command line\n", table);
    }

    [Fact]
    public void AddFlatVariables_AnInvalidFlatVariable_FailsAndNamesIt()
    {
        Environment.SetEnvironmentVariable(Flat, "many");

        var refusal = Assert.Throws<SettingsException>(() => MaxAttempts([]));

        Assert.StartsWith($"The environment variable {Flat} is 'many': ", refusal.Message, StringComparison.Ordinal);
    }

    private int MaxAttempts(string[] arguments)
    {
        using var app = (IDisposable)Build(arguments);
        return ((WebApplication)app).Services.GetRequiredService<IOptionsMonitor<DependencyOptions>>()
            .Get("thing").Retry.MaxAttempts;
    }

    private WebApplication Build(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                EnvironmentName = "Production",
                ContentRootPath = _folder.Path,
                Args = arguments
            });
        builder.AddServiceDefaults().AddFlatVariables().AddDependencyPipeline("thing", DependencyKind.Worker);
        return builder.Build();
    }

    private void WriteSettings(string file, int? attempts)
    {
        if (attempts is not null)
        {
            File.WriteAllText(
                _folder[file],
                $$"""{ "Resilience": { "Pipelines": { "thing": { "Retry": { "MaxAttempts": {{attempts}} } } } } }""");
        }
    }
}
