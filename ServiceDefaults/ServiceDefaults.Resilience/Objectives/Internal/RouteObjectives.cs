using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>
/// The routes with their objectives and counters. Their number is that of the routes in code, whatever callers send.
/// </summary>
internal sealed class RouteObjectives(
    IOptions<ObjectivesOptions> options, IOptionsMonitor<MonitoringOptions> monitoring, TimeProvider time)
{
    // For endpoints that are not counted: a table of endpoints has no null.
    private static readonly RouteCounters None =
        new(new(method: "", route: "", new(), own: null), TimeSpan.FromSeconds(1), TimeProvider.System);

    private readonly ConditionalWeakTable<Endpoint, RouteCounters> _byEndpoint = [];
    private Dictionary<string, RouteCounters> _byName = new(StringComparer.Ordinal);

    /// <summary>All routes, ordered by template and method.</summary>
    public IEnumerable<RouteCounters> All => _byName.Values
        .OrderBy(route => route.Objective.Route, StringComparer.Ordinal)
        .ThenBy(route => route.Objective.Method, StringComparer.Ordinal);

    public ObjectiveOptions Default => options.Value.Default;

    /// <summary>Reads the routes of the service.</summary>
    /// <exception cref="SettingsException">A setting names a route that the service does not have.</exception>
    public void Load(EndpointDataSource endpoints)
    {
        var own = options.Value.Routes.ToDictionary(
            named => named.Value.Route, named => named.Value, StringComparer.Ordinal);
        _byName = endpoints.Endpoints.Select(Describe).OfType<(string Method, string Route)>().Distinct()
            .ToDictionary(
                route => NameOf(route.Method, route.Route),
                route => new RouteCounters(
                    new(route.Method, route.Route, Default, own.GetValueOrDefault(NameOf(route.Method, route.Route))),
                    monitoring.CurrentValue.Window,
                    time),
                StringComparer.Ordinal);
        if (options.Value.Routes.FirstOrDefault(named =>
                named.Value.Required && !_byName.ContainsKey(named.Value.Route)) is
            { Value: { } unknown, Key: var key })
        {
            throw new SettingsException(
                $"{ObjectivesOptions.Section}:{nameof(ObjectivesOptions.Routes)}:{key}:"
                + $"{nameof(RouteObjectiveOptions.Route)} is '{unknown.Route}', and this service has no such route. "
                + $"Set one of: {string.Join("; ", _byName.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>The route of an endpoint; <see langword="null"/> if it is not counted.</summary>
    public RouteCounters? Find(Endpoint endpoint)
    {
        if (!_byEndpoint.TryGetValue(endpoint, out var route))
        {
            route = Describe(endpoint) is { } described
                ? _byName.GetValueOrDefault(NameOf(described.Method, described.Route), None)
                : None;
            _byEndpoint.AddOrUpdate(endpoint, route);
        }

        return ReferenceEquals(route, None) ? null : route;
    }

    private static string NameOf(string method, string route) => $"{method} {route}";

    private static (string Method, string Route)? Describe(Endpoint endpoint) =>
        endpoint is RouteEndpoint { RoutePattern.RawText: { } route }
        && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true }
        && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: [_, ..] methods }
            ? (string.Join(',', methods), route)
            : null;
}
