using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.GuideVariables.Internal;
using ServiceDefaults.Settings;

namespace ServiceDefaults.GuideVariables;

/// <summary>
/// The guide's environment variables as an option: to leave them out, delete this folder and the call.
/// </summary>
public static class FlatVariablesExtensions
{
    /// <summary>
    /// Adds the guide's flat variables (<see cref="FlatVariables"/>) just before the environment's own, so
    /// <c>Resilience__…</c> wins over
    /// them.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host, with <c>AddServiceDefaults</c> before.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="SettingsException">A flat variable cannot be read.</exception>
    public static TBuilder AddFlatVariables<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var sources = builder.Configuration.Sources;
        sources.Insert(IndexOfEnvironment(sources), new FlatVariableSource());
        return builder;
    }

    private static int IndexOfEnvironment(IList<IConfigurationSource> sources)
    {
        for (var index = sources.Count - 1; index >= 0; index--)
        {
            if (sources[index] is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
            {
                return index;
            }
        }

        return sources.Count;
    }
}
