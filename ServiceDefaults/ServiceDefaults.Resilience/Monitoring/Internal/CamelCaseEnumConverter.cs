using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>
/// Writes an enumeration by name. An attribute names it, so that the document does not depend on the JSON settings of
/// the service.
/// </summary>
internal sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase)
    where TEnum : struct, Enum;
