using System.Text.Json.Serialization;

namespace ServiceDefaults.Chaos;

/// <summary>A failure that can be injected instead of calling the dependency.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChaosFailure>))]
public enum ChaosFailure
{
    /// <summary>The dependency refuses the connection: nothing was sent.</summary>
    [JsonStringEnumMemberName("connectionRefused")]
    ConnectionRefused,

    /// <summary>The connection broke after the request was sent: the dependency may have done the work.</summary>
    [JsonStringEnumMemberName("connectionLost")]
    ConnectionLost,

    /// <summary>The client gave up waiting: the dependency may have done the work.</summary>
    [JsonStringEnumMemberName("timeout")]
    Timeout,

    /// <summary>An exception that no rule knows, as a programming error throws it; it is not retried.</summary>
    [JsonStringEnumMemberName("defect")]
    Defect,
}
