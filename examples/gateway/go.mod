module orchid.example/gateway

go 1.22
