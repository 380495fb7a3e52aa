class LocalTrend: pass
